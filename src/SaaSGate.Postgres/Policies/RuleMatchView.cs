using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Policies;

/// <summary>A rule that matched in an exchange.</summary>
/// <param name="Direction"><c>request</c>, or <c>response</c> for answers and their tool calls.</param>
/// <param name="Ordinal">Its place among those of the direction, from 0: the order in which rules were asked.</param>
/// <param name="Rule">Its name.</param>
/// <param name="PolicyId">Its policy, <c>pol_…</c>.</param>
/// <param name="PolicyName">The policy's name of now.</param>
/// <param name="PolicyVersion">The version.</param>
/// <param name="Scope">Which skills that version is for.</param>
/// <param name="Kind">What it says.</param>
/// <param name="Severity"><c>low</c>, <c>medium</c> or <c>high</c>.</param>
/// <param name="Decisive">Whether it decided; of a draft, whether it would have.</param>
/// <param name="Shadow">Whether it is of a draft that ran beside the version in force.</param>
/// <param name="Because">Which conditions held: names, counts and types, never a value.</param>
public sealed record RuleMatchView(
    [property: AllowedValues("request", "response")] string Direction, int Ordinal, string Rule, string PolicyId, string PolicyName, long PolicyVersion, string Scope,
    [property: AllowedValues("allow", "mask", "hold", "block", "lock")] string Kind, string Severity, bool Decisive, bool Shadow, string Because);
