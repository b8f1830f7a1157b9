namespace SaaSGate.Inspection;

/// <summary>Which of Claude's request bodies is read.</summary>
public enum EndpointFamily
{
    /// <summary><c>POST /v1/messages</c>.</summary>
    Messages,

    /// <summary><c>POST /v1/messages/count_tokens</c>.</summary>
    CountTokens,

    /// <summary><c>POST /v1/messages/batches</c>: each of its requests is read as a message.</summary>
    Batches,

    /// <summary><c>POST /v1/complete</c>.</summary>
    Complete,
}
