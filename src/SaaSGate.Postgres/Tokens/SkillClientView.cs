using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Tokens;

/// <summary>A client of the token service, without its secret.</summary>
/// <param name="Id">The <c>client_id</c>, <c>cli_…</c>.</param>
/// <param name="Method">How it proves itself: client_secret or private_key_jwt.</param>
/// <param name="Hint">Of a secret its first characters, of keys their ids.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="RevokedAt">When it was revoked; null while it works.</param>
/// <param name="LastUsedAt">When a token of it was last used, to a minute; null when none ever was.</param>
public sealed record SkillClientView(
    string Id, [property: AllowedValues("client_secret", "private_key_jwt")] string Method, string Hint, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt);
