namespace SaaSGate.Inspection.Policies;

/// <summary>What a rule says, for those who act on it or show it.</summary>
/// <param name="PolicyId">Id of its policy (<c>pol_…</c>).</param>
/// <param name="PolicyName">Name of its policy.</param>
/// <param name="Version">Version of its policy.</param>
/// <param name="Scope">What the policy is attached to.</param>
/// <param name="Name">Name of the rule.</param>
/// <param name="Doc">Why it is there; null where its author does not say.</param>
/// <param name="On"><c>request</c>, <c>response</c>, <c>both</c> or <c>tool_use</c>.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Severity"><c>low</c>, <c>medium</c> or <c>high</c>.</param>
/// <param name="Incident">Severity of the incident that it opens; null where it opens none.</param>
/// <param name="Notify">Names of channels and groups that are told.</param>
/// <param name="Message">What the skill reads when it is refused; null where the rule does not say.</param>
/// <param name="Hold">Who decides; null unless <paramref name="Kind"/> is hold.</param>
/// <param name="Exceptions">Where it does not match for a while, past ones too.</param>
public sealed record RuleSummary(
    string PolicyId,
    string PolicyName,
    long Version,
    string Scope,
    string Name,
    string? Doc,
    string On,
    DecisionKind Kind,
    string Severity,
    string? Incident,
    IReadOnlyList<string> Notify,
    string? Message,
    HoldRouting? Hold,
    IReadOnlyList<RuleException> Exceptions);
