namespace SaaSGate.Inspection;

/// <summary>A whole JSON answer, masked, and what it told.</summary>
public sealed class ResponseInspection
{
    /// <summary>The body for the skill. The very memory that was inspected where nothing is masked.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The body for the record, where labels stand for all that is masked. The very memory of <see cref="Body"/> where that has no other form.</summary>
    public ReadOnlyMemory<byte> RecordBody { get; init; }

    /// <summary>What detectors saw, of the types that rules name, in the order of the body.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Tokens that Claude counted.</summary>
    public UsageSummary Usage { get; init; }

    /// <summary>Why Claude stopped, where it says so.</summary>
    public string? StopReason { get; init; }

    /// <summary><c>error.type</c> of an error body.</summary>
    public string? ErrorType { get; init; }
}
