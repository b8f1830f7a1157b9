using SaaSGate.Contracts.Tokens;

namespace SaaSGate.ControlPlane.Tokens;

/// <summary>Which tokens of an issuer are to stand for a skill.</summary>
/// <param name="SkillId">The skill.</param>
/// <param name="Claims">All of them must be in the token, exactly or with <c>*</c> for any run of characters.</param>
internal sealed record MapIssuer(string SkillId, IReadOnlyList<ClaimPattern> Claims);
