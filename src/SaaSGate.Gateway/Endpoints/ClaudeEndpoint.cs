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

    /// <summary>POST /v1/messages/batches: each request in it inspected like a message.</summary>
    BatchCreate,

    /// <summary>GET /v1/messages/batches: the skill's own.</summary>
    BatchList,

    /// <summary>GET /v1/messages/batches/{id}.</summary>
    BatchGet,

    /// <summary>GET /v1/messages/batches/{id}/results: JSON lines, masked and recorded like answers.</summary>
    BatchResults,

    /// <summary>POST /v1/messages/batches/{id}/cancel.</summary>
    BatchCancel,

    /// <summary>DELETE /v1/messages/batches/{id}.</summary>
    BatchDelete,
}
