namespace SaaSGate.Inspection.Policies.Explaining;

/// <summary>What came of a rule.</summary>
public enum RuleOutcome
{
    /// <summary>It looks elsewhere: at answers, at tool calls, at requests.</summary>
    NotAsked,

    /// <summary>A condition does not hold.</summary>
    NotMatched,

    /// <summary>All conditions hold, and an exception speaks against it.</summary>
    Excepted,

    /// <summary>It matches, and another rule decides.</summary>
    Matched,

    /// <summary>It decides.</summary>
    Decides,
}
