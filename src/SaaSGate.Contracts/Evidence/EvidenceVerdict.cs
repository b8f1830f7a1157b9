namespace SaaSGate.Contracts.Evidence;

/// <summary>What a verification came to.</summary>
public sealed record EvidenceVerdict
{
    /// <summary>What does not verify, the first of all first: records in their order, then checkpoints, then files.</summary>
    public required IReadOnlyList<EvidenceProblem> Problems { get; init; }

    /// <summary>Whose history it is, as it says.</summary>
    public required string Organisation { get; init; }

    /// <summary>When it was made, as it says.</summary>
    public required string MadeAt { get; init; }

    /// <summary>What it claims to hold, in words.</summary>
    public required string Scope { get; init; }

    /// <summary>Sessions.</summary>
    public required int Sessions { get; init; }

    /// <summary>Records of their chains.</summary>
    public required long Records { get; init; }

    /// <summary>Files with recorded content.</summary>
    public required int Files { get; init; }

    /// <summary>Number of the first checkpoint, and of the last.</summary>
    public required (long First, long Last) Checkpoints { get; init; }

    /// <summary>Checkpoints that the verifier kept, and how many of them are in the evidence and the same; null where none were brought.</summary>
    public required (long Brought, long Agreeing)? Kept { get; init; }

    /// <summary>The brought keys that signed something.</summary>
    public required IReadOnlyList<string> Keys { get; init; }

    /// <summary>What was deleted, and why.</summary>
    public required IReadOnlyList<EvidenceDeletion> Deletions { get; init; }

    /// <summary>Whether everything verifies.</summary>
    public bool Verified => Problems.Count == 0;
}
