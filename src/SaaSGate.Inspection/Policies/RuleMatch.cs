namespace SaaSGate.Inspection.Policies;

/// <summary>A rule that matched.</summary>
/// <param name="Rule">Name of the rule.</param>
/// <param name="PolicyId">Id of its policy (<c>pol_…</c>).</param>
/// <param name="Version">Version of that policy.</param>
/// <param name="Kind">What it says.</param>
/// <param name="Severity"><c>low</c>, <c>medium</c> or <c>high</c>.</param>
/// <param name="Decisive">Whether it decides: of the most severe kind the first.</param>
/// <param name="Because">Which conditions held: names of the document, counts and types, never a value. At most <see cref="LongestBecause"/> characters.</param>
public sealed record RuleMatch(string Rule, string PolicyId, long Version, DecisionKind Kind, string Severity, bool Decisive, string Because)
{
    /// <summary>Most characters of <see cref="Because"/>.</summary>
    public const int LongestBecause = 300;
}
