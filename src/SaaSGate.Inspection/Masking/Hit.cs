using SaaSGate.Inspection.Detection;

namespace SaaSGate.Inspection.Masking;

/// <summary>
/// A decided stretch of one text that a value occupies. It grows while its value is being swallowed; a long value that is
/// sealed becomes several hits instead, one behind the other.
/// </summary>
internal sealed record Hit
{
    /// <summary>What it is.</summary>
    public required ValueKind Kind { get; init; }

    /// <summary>0 to 1.</summary>
    public required double Score { get; init; }

    /// <summary>The name of the value.</summary>
    public required string Label { get; init; }

    /// <summary>What the skill gets in its place where it is masked.</summary>
    public required string Replacement { get; init; }

    /// <summary>What the record holds there: the label, a zero for a number of JSON, nothing where the value goes on.</summary>
    public required string Recorded { get; init; }

    public required byte[] Fingerprint { get; init; }

    /// <summary>The rule that asked for its type.</summary>
    public required string Rule { get; init; }

    /// <summary>Whether it is replaced, or only told.</summary>
    public required bool Masked { get; init; }

    public required int Start { get; init; }

    public required int End { get; set; }

    /// <summary>False while more of the value may come into this hit.</summary>
    public bool Closed { get; set; }

    /// <summary>Whether the hit before it began the value.</summary>
    public bool Continues { get; init; }

    /// <summary>Whether the next hit goes on with the value.</summary>
    public bool GoesOn { get; init; }
}
