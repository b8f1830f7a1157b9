using Microsoft.AspNetCore.Http;
using SaaSGate.Simulator.Wire;

namespace SaaSGate.Simulator;

/// <summary>A request that was read whole and remembered, and the way to answer it.</summary>
internal sealed class Exchange(HttpContext http, ReadOnlyMemory<byte> body, Seed seed, string requestId)
{
    public HttpContext Http => http;

    public ReadOnlyMemory<byte> Body => body;

    /// <summary>Chance for this request: method, target and body decide it.</summary>
    public Seed Seed => seed;

    public string RequestId => requestId;

    /// <summary><c>anthropic-version</c>, one of the known ones.</summary>
    public string Version => http.Request.Headers["anthropic-version"].ToString();

    public CancellationToken Aborted => http.RequestAborted;

    public Task FailAsync(Failure failure)
    {
        if (failure.RetryAfter is { } after)
            http.Response.Headers.RetryAfter = after;
        if (failure.ShouldRetry is { } retry)
            http.Response.Headers["x-should-retry"] = retry ? "true" : "false";
        return JsonAsync(failure.Body(requestId), failure.Status);
    }

    public Task JsonAsync(ReadOnlyMemory<byte> json, int status = 200) => SendAsync(json, "application/json", status);

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, string contentType, int status = 200)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = contentType;
        http.Response.ContentLength = bytes.Length;
        await http.Response.BodyWriter.WriteAsync(bytes, Aborted);
    }
}
