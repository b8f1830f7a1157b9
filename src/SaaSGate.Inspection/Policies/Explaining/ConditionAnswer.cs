namespace SaaSGate.Inspection.Policies.Explaining;

/// <summary>What came of a condition.</summary>
public enum ConditionAnswer
{
    /// <summary>It does not hold.</summary>
    No,

    /// <summary>It holds.</summary>
    Yes,

    /// <summary>It could not be answered, and so counts as met.</summary>
    UnknownCountsAsMet,

    /// <summary>It could not be answered, and so counts as not met: the rule allows.</summary>
    UnknownCountsAsNotMet,
}
