using System.ComponentModel.DataAnnotations;
using SaaSGate.ControlPlane.Federation.Saml;
using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>An identity provider of the organisation, without its secret.</summary>
/// <param name="Id">Its id, <c>idp_…</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">oidc or saml.</param>
/// <param name="Issuer">Its issuer; of SAML its entity id, empty until that is known.</param>
/// <param name="ClientId">SaaSGate's name there; empty for SAML.</param>
/// <param name="HasSecret">Whether SaaSGate has a secret there.</param>
/// <param name="Scopes">What is asked for; empty for SAML.</param>
/// <param name="GroupClaim">The claim, or the attribute of SAML, that names groups.</param>
/// <param name="GroupRoles">What their people may do.</param>
/// <param name="DefaultRoles">What everybody may do whom it signs in.</param>
/// <param name="CreatesMembers">Whether who is not known becomes a member.</param>
/// <param name="TrustsAddresses">Whether addresses hold that it does not say it has verified.</param>
/// <param name="Enabled">Whether it signs anybody in.</param>
/// <param name="Authority">Certificates in PEM that its own must lead to.</param>
/// <param name="SsoUrl">SAML: where people are sent.</param>
/// <param name="Certificates">SAML: PEM with the keys that it signs with.</param>
/// <param name="Signers">SAML: what these certificates say.</param>
/// <param name="RedirectAddress">To be entered there: where people come back; for SAML the address of the assertion consumer service.</param>
/// <param name="LogoutAddress">OpenID Connect, to be entered there: where it says that a session ended (back-channel logout).</param>
/// <param name="MetadataAddress">SAML, to be entered there: SaaSGate's entity id, and where its metadata is.</param>
/// <param name="Version">For ETags.</param>
internal sealed record IdentityProviderView(
    string Id,
    string Name,
    [property: AllowedValues(ProviderKinds.Oidc, ProviderKinds.Saml)] string Kind,
    string Issuer,
    string ClientId,
    bool HasSecret,
    IReadOnlyList<string> Scopes,
    string GroupClaim,
    IReadOnlyList<GroupRoles> GroupRoles,
    IReadOnlyList<string> DefaultRoles,
    bool CreatesMembers,
    bool TrustsAddresses,
    bool Enabled,
    string? Authority,
    string? SsoUrl,
    string? Certificates,
    IReadOnlyList<SamlSigner> Signers,
    string RedirectAddress,
    string? LogoutAddress,
    string? MetadataAddress,
    long Version);
