namespace SaaSGate.Postgres.Exposure;

/// <summary>A value of a list in a session that saw it.</summary>
/// <param name="Position">The value's place in the list, from 1.</param>
/// <param name="SessionId">The session, <c>ses_…</c>.</param>
/// <param name="ExchangeId">The exchange that saw it first.</param>
/// <param name="SkillId">The skill.</param>
/// <param name="SkillName">Its name then.</param>
/// <param name="OwnerName">Who owned it then.</param>
/// <param name="Findings">How often it was found.</param>
/// <param name="FirstSeenAt">When first.</param>
/// <param name="LastSeenAt">When last.</param>
public sealed record ExposureHit(
    int Position, string SessionId, string ExchangeId, string SkillId, string SkillName, string OwnerName, int Findings, DateTimeOffset FirstSeenAt, DateTimeOffset LastSeenAt);
