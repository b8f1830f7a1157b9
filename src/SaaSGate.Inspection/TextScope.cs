using SaaSGate.Inspection.Policies;

namespace SaaSGate.Inspection;

/// <summary>What is looked for in a text.</summary>
public sealed record TextScope
{
    /// <summary>
    /// Finds what rules of this policy name and masks what any of them masks, as the record of a request does. Without one,
    /// every type is found and masked.
    /// </summary>
    public PolicySet? Policy { get; init; }

    /// <summary>Nothing but these types, of <see cref="TextInspector.Types"/>; null for all.</summary>
    public IReadOnlySet<string>? Types { get; init; }

    /// <summary>Least score of a value, 0 to 1. Where it is null the policy decides, or <see cref="TextInspector.DefaultThreshold"/> without one.</summary>
    public double? Threshold { get; init; }
}
