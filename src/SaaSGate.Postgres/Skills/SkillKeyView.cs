namespace SaaSGate.Postgres.Skills;

/// <summary>A key of a skill, without its text.</summary>
/// <param name="Id">Its id, <c>key_…</c>.</param>
/// <param name="Hint">Its first characters, for people.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="RevokedAt">When it was revoked; null while it works.</param>
/// <param name="LastUsedAt">When it was last used, to a minute; null when it never was.</param>
/// <param name="Networks">Where it may be used from, as CIDR; anywhere when empty.</param>
public sealed record SkillKeyView(
    string Id, string Hint, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt, IReadOnlyList<string> Networks);
