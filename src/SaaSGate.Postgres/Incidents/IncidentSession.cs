namespace SaaSGate.Postgres.Incidents;

/// <summary>A session that an incident gathers.</summary>
/// <param name="SessionId">The session, <c>ses_…</c>.</param>
/// <param name="Title">First words of its first prompt, masked.</param>
/// <param name="SkillId">The skill.</param>
/// <param name="SkillName">Its name then.</param>
/// <param name="OwnerName">Who owned it then.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="LastAt">When something last happened in it.</param>
/// <param name="Live">Whether an exchange is open.</param>
/// <param name="Exchanges">Its exchanges.</param>
/// <param name="Findings">Its findings.</param>
/// <param name="AddedByName">Who added it.</param>
/// <param name="AddedAt">When.</param>
/// <param name="EmptiedAt">When retention deleted the last of what it held; null while something is there.</param>
public sealed record IncidentSession(
    string SessionId, string? Title, string SkillId, string SkillName, string OwnerName, DateTimeOffset StartedAt, DateTimeOffset LastAt, bool Live, int Exchanges, int Findings, string AddedByName, DateTimeOffset AddedAt,
    DateTimeOffset? EmptiedAt);
