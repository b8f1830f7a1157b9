using SaaSGate.Inspection.Detection;

namespace SaaSGate.Inspection.Policies.Reading;

/// <summary>What stands in one policy document.</summary>
/// <param name="Rules">In order; those that could be read.</param>
/// <param name="Detectors">Detectors of its own.</param>
/// <param name="Limits">What skills may use.</param>
/// <param name="Tests">Its own tests.</param>
internal sealed record PolicyDocument(IReadOnlyList<PolicyRule> Rules, IReadOnlyList<Detector> Detectors, SkillLimits Limits, IReadOnlyList<TestCase> Tests)
{
    /// <summary>What it is called where it is chosen; null where it does not say.</summary>
    public string? Title { get; init; }

    /// <summary>What it is for; null where it does not say.</summary>
    public string? Description { get; init; }

    /// <summary>Nothing at all.</summary>
    public static PolicyDocument Empty { get; } = new([], [], SkillLimits.None, []);
}
