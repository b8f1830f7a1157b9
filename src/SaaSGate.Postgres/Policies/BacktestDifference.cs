using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Policies;

/// <summary>An exchange that would be decided otherwise.</summary>
/// <param name="Ordinal">Its place in the list, from 1.</param>
/// <param name="ExchangeId">The exchange, <c>exc_…</c>.</param>
/// <param name="SessionId">Its session, <c>ses_…</c>.</param>
/// <param name="SkillName">Its skill.</param>
/// <param name="At">When it began.</param>
/// <param name="Was">What was decided.</param>
/// <param name="WasRule">The rule that decided; null where none matched.</param>
/// <param name="Would">What would be decided.</param>
/// <param name="WouldRule">The rule that would decide; null where none would match.</param>
/// <param name="Because">Which of its conditions hold.</param>
public sealed record BacktestDifference(
    int Ordinal, string ExchangeId, string SessionId, string SkillName, DateTimeOffset At,
    [property: AllowedValues("allow", "mask", "hold", "block", "lock")] string Was, string? WasRule,
    [property: AllowedValues("allow", "mask", "hold", "block", "lock")] string Would, string? WouldRule, string Because);
