using SaaSGate.Contracts.Ids;

namespace SaaSGate.ControlPlane.Tokens;

/// <summary>A token of a trusted issuer that is exchanged for one of ours.</summary>
/// <param name="Organisation">Who trusts the issuer.</param>
/// <param name="Mapping">What it stands for a skill by.</param>
/// <param name="EndsAt">When it ends: ours ends no later.</param>
internal sealed record ExchangedToken(Id<Organisation> Organisation, Id<IssuerMapping> Mapping, DateTimeOffset EndsAt);
