using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Policies;

/// <summary>An exchange in which a rule of a policy matched.</summary>
/// <param name="ExchangeId">The exchange, <c>exc_…</c>.</param>
/// <param name="SessionId">Its session, <c>ses_…</c>.</param>
/// <param name="SkillName">Its skill.</param>
/// <param name="At">When it began.</param>
/// <param name="Rule">The rule: of several the most severe, and of these the first.</param>
/// <param name="PolicyVersion">Its version.</param>
/// <param name="Kind">What the rule says.</param>
/// <param name="Shadow">Whether it is of a draft.</param>
/// <param name="Because">Which conditions held.</param>
/// <param name="Decision">What was decided about the exchange.</param>
/// <param name="DecidedBy">The rule that decided it; null where none matched.</param>
public sealed record MatchedExchange(
    string ExchangeId, string SessionId, string SkillName, DateTimeOffset At, string Rule, long PolicyVersion,
    [property: AllowedValues("allow", "mask", "hold", "block", "lock")] string Kind, bool Shadow, string Because,
    [property: AllowedValues("allow", "mask", "hold", "block", "lock")] string Decision, string? DecidedBy);
