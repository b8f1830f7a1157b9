using SaaSGate.Contracts.Tokens;

namespace SaaSGate.Postgres.Tokens;

/// <summary>Which tokens of an issuer stand for a skill.</summary>
/// <param name="Id">Its id, <c>map_…</c>.</param>
/// <param name="IssuerId">The issuer.</param>
/// <param name="IssuerName">The issuer's name.</param>
/// <param name="Skill">The skill.</param>
/// <param name="Claims">All of them must be in the token.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LastUsedAt">When such a token was last used, to a minute; null when none ever was.</param>
public sealed record IssuerMappingView(string Id, string IssuerId, string IssuerName, NamedReference Skill, IReadOnlyList<ClaimPattern> Claims, DateTimeOffset CreatedAt,
    DateTimeOffset? LastUsedAt);
