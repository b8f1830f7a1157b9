using SaaSGate.Inspection.Detection;

namespace SaaSGate.Inspection.Masking;

/// <summary>A decided stretch of one text that a value occupies. It grows while its value is being swallowed.</summary>
internal sealed class Hit
{
    /// <summary>What it is.</summary>
    public required ValueKind Kind { get; init; }

    /// <summary>0 to 1.</summary>
    public required double Score { get; init; }

    /// <summary>The name of the value.</summary>
    public required string Label { get; init; }

    /// <summary>What stands in its place where it is masked: the label, or a zero for a number of JSON in a text.</summary>
    public required string Replacement { get; init; }

    public required byte[] Fingerprint { get; init; }

    /// <summary>The rule that asked for its type.</summary>
    public required string Rule { get; init; }

    /// <summary>Whether it is replaced, or only told.</summary>
    public required bool Masked { get; init; }

    public required int Start { get; init; }

    public required int End { get; set; }

    /// <summary>False while more of the value may come.</summary>
    public bool Closed { get; set; }
}
