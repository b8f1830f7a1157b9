namespace SaaSGate.Simulator.Wire;

/// <summary>An answer in Claude's error shape.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Type"><c>error.type</c>.</param>
/// <param name="Message"><c>error.message</c>.</param>
internal sealed record Failure(int Status, string Type, string Message)
{
    /// <summary>Value of <c>retry-after</c>, as sent.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>Value of <c>x-should-retry</c>, where Claude sends one.</summary>
    public bool? ShouldRetry { get; init; }

    public static Failure BadRequest(string message) => new(400, "invalid_request_error", message) { ShouldRetry = false };

    public static Failure NotFound(string message = "Not found") => new(404, "not_found_error", message);

    /// <summary>What Claude says with a status; null for one that it does not use.</summary>
    public static Failure? Of(int status) => status switch
    {
        400 => BadRequest("Error"),
        401 => new(401, "authentication_error", "invalid x-api-key"),
        402 => new(402, "billing_error", "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to purchase credits."),
        403 => new(403, "permission_error", "Your API key does not have permission to use the specified resource."),
        404 => NotFound(),
        409 => new(409, "invalid_request_error", "The resource is in a state that does not allow this."),
        413 => new(413, "request_too_large", "Request exceeds the maximum size"),
        429 => new(429, "rate_limit_error", "This request would exceed your organization's rate limit. Please reduce the prompt length or try again later.")
        {
            RetryAfter = "1",
            ShouldRetry = true,
        },
        500 => new(500, "api_error", "Internal server error"),
        504 => new(504, "timeout_error", "Request timed out"),
        529 => new(529, "overloaded_error", "Overloaded") { ShouldRetry = true },
        _ => null,
    };

    /// <summary>The failure whose <c>error.type</c> this is; 500 for a type that Claude does not use.</summary>
    public static Failure OfType(string type)
    {
        foreach (var status in (int[])[400, 401, 402, 403, 404, 413, 429, 500, 504, 529])
        {
            if (Of(status) is { } failure && failure.Type == type)
                return failure;
        }

        return new(500, type, "Error");
    }

    public ReadOnlyMemory<byte> Body(string requestId) => new WireWriter()
        .Raw("{\"type\":\"error\",\"error\":{\"type\":"u8).Text(Type)
        .Raw(",\"message\":"u8).Text(Message)
        .Raw("},\"request_id\":"u8).Text(requestId)
        .Raw("}"u8).Written;
}
