namespace SaaSGate.Contracts.Recording;

/// <summary>What is known of an exchange when it has ended, beside what was known when it began. What is absent is null.</summary>
public sealed record ResponseFacts
{
    /// <summary>When the exchange ended.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>The approval that it waited for.</summary>
    public required string? ApprovalId { get; init; }

    /// <summary>HTTP status; null when there was no answer.</summary>
    public required int? Status { get; init; }

    /// <summary>Content type of the response.</summary>
    public required string? ContentType { get; init; }

    /// <summary>Those of Claude's headers that are recorded; null when there was no answer.</summary>
    public required IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Claude's name for the request.</summary>
    public required string? UpstreamRequestId { get; init; }

    /// <summary>When the answer began.</summary>
    public required DateTimeOffset? ResponseStartedAt { get; init; }

    /// <summary>Bytes as the skill got them.</summary>
    public required long ResponseBytes { get; init; }

    /// <summary><see cref="Commitment.OfResponse"/>.</summary>
    public required byte[] ResponseCommitment { get; init; }

    /// <summary><see cref="Commitment.OfFindings(ReadOnlySpan{byte}, IReadOnlyCollection{RecordedFinding})"/> of the response.</summary>
    public required byte[]? ResponseFindings { get; init; }

    /// <summary>How it ended.</summary>
    public required string Outcome { get; init; }

    /// <summary>Problem code, when it was refused or failed.</summary>
    public required string? Problem { get; init; }

    /// <summary>Claude's error type.</summary>
    public required string? ErrorType { get; init; }

    /// <summary>Claude's stop reason.</summary>
    public required string? StopReason { get; init; }

    /// <summary>Input tokens.</summary>
    public required long InputTokens { get; init; }

    /// <summary>Output tokens.</summary>
    public required long OutputTokens { get; init; }

    /// <summary>Input tokens that came from a cache.</summary>
    public required long CacheReadTokens { get; init; }

    /// <summary>Input tokens that went into a cache.</summary>
    public required long CacheCreationTokens { get; init; }

    /// <summary>Tool calls that were kept back, in order.</summary>
    public IReadOnlyList<WithheldFacts> Withheld { get; init; } = [];
}
