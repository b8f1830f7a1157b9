namespace SaaSGate.Gateway.Endpoints;

/// <summary>How an endpoint of Claude's API is treated.</summary>
internal enum ClaudeEndpoint
{
    /// <summary>Not forwarded.</summary>
    Unknown,

    /// <summary>POST /v1/messages: JSON or SSE answer, inspected, masked, recorded in full.</summary>
    Messages,

    /// <summary>POST /v1/messages/count_tokens: inspected like a message.</summary>
    CountTokens,

    /// <summary>POST /v1/complete: the older text API.</summary>
    Complete,

    /// <summary>GET /v1/models and /v1/models/{id}: passed, recorded.</summary>
    Models,
}
