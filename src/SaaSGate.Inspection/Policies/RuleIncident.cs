namespace SaaSGate.Inspection.Policies;

/// <summary>A rule that matched and opens an incident about it.</summary>
/// <param name="Rule">Name of the rule.</param>
/// <param name="PolicyId">Id of its policy (<c>pol_…</c>).</param>
/// <param name="PolicyVersion">Version of that policy.</param>
/// <param name="Severity">Of the incident: <c>low</c>, <c>medium</c> or <c>high</c>.</param>
public sealed record RuleIncident(string Rule, string PolicyId, long PolicyVersion, string Severity)
{
    /// <summary>How many are told of one request, or of one answer: those of the first so many rules.</summary>
    public const int Most = 16;
}
