using SaaSGate.Postgres.Tokens;

namespace SaaSGate.ControlPlane.Tokens;

/// <summary>Issuers that the organisation trusts.</summary>
/// <param name="Audience">The audience that is proposed for new ones: nobody else's.</param>
/// <param name="TokenEndpoint">Where their tokens can be exchanged.</param>
/// <param name="Items">By name.</param>
internal sealed record TrustedIssuers(string Audience, string TokenEndpoint, IReadOnlyList<TrustedIssuerView> Items);
