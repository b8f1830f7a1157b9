namespace SaaSGate.Contracts.Tokens;

/// <summary>Which tokens of an issuer stand for a skill.</summary>
/// <param name="Id">Its id, <c>map_…</c>: the credential that the skill then acts with.</param>
/// <param name="SkillId">The skill.</param>
/// <param name="Claims">All of them must be in the token.</param>
public sealed record ClaimMapping(string Id, string SkillId, IReadOnlyList<ClaimPattern> Claims);
