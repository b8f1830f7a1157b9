namespace SaaSGate.Postgres.Skills;

/// <summary>A key of the organisation whose first and last characters were found somewhere.</summary>
/// <param name="KeyId">The key.</param>
/// <param name="SkillId">Whose it is.</param>
/// <param name="SkillName">The skill's name.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="RevokedAt">When it was revoked; null where it was not.</param>
/// <param name="LastUsedAt">When it was last used; null when it never was.</param>
/// <param name="Works">Whether it works still.</param>
public sealed record LeakedKey(string KeyId, string SkillId, string SkillName, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt, bool Works);
