using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Policies;

/// <summary>What a rule of a draft would have done.</summary>
/// <param name="Rule">Its name.</param>
/// <param name="Kind">What it says.</param>
/// <param name="Severity"><c>low</c>, <c>medium</c> or <c>high</c>.</param>
/// <param name="Exchanges">Exchanges in which it matched.</param>
/// <param name="Stricter">Of these, those that were decided less severely.</param>
/// <param name="Milder">Exchanges that a rule of this name in force decided, and nothing of the draft would have decided as severely.</param>
/// <param name="LastAt">When it matched last.</param>
public sealed record ShadowRule(
    string Rule, [property: AllowedValues("allow", "mask", "hold", "block", "lock")] string Kind, string Severity, long Exchanges, long Stricter, long Milder, DateTimeOffset LastAt);
