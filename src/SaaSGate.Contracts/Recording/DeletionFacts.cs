namespace SaaSGate.Contracts.Recording;

/// <summary>What was deleted from a session, and why.</summary>
public sealed record DeletionFacts
{
    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who had it deleted: a person, a token, or <c>system</c>.</summary>
    public required string By { get; init; }

    /// <summary>Why, as a stable code such as <c>retention</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>Why, in words.</summary>
    public required string? Note { get; init; }

    /// <summary>Of which records bodies were deleted: of request and response, both included, with their salts.</summary>
    public IReadOnlyList<ChainRange> Bodies { get; init; } = [];

    /// <summary>Of which records findings were deleted.</summary>
    public IReadOnlyList<ChainRange> Findings { get; init; } = [];

    /// <summary>Commitments of single blocks that were deleted, while the rest of their requests stays.</summary>
    public IReadOnlyList<byte[]> Blocks { get; init; } = [];

    /// <summary>Records that were deleted with all that they say: the chain goes over each such gap on a bridge.</summary>
    public IReadOnlyList<ChainBridge> Records { get; init; } = [];
}
