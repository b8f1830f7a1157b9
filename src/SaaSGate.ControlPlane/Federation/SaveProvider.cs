using System.ComponentModel.DataAnnotations;
using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>An identity provider as somebody would have it.</summary>
/// <param name="Name">Its name, as people see it when they sign in.</param>
/// <param name="Kind">oidc or saml; never changed.</param>
/// <param name="Issuer">Its issuer, https://…, or its entity id in SAML; never changed. A SAML provider that is not enabled may be without, until it is known.</param>
/// <param name="ClientId">OpenID Connect: SaaSGate's name there.</param>
/// <param name="Secret">SaaSGate's secret there; absent leaves it as it is, empty takes it away: a public client, by PKCE alone.</param>
/// <param name="Scopes">OpenID Connect: what is asked for; openid is always among it.</param>
/// <param name="GroupClaim">The claim, or the attribute of SAML, that names groups.</param>
/// <param name="GroupRoles">What their people may do.</param>
/// <param name="DefaultRoles">What everybody may do whom it signs in.</param>
/// <param name="CreatesMembers">Whether who is not known becomes a member.</param>
/// <param name="TrustsAddresses">Whether addresses hold that it does not say it has verified: only where people cannot choose theirs.</param>
/// <param name="Enabled">Whether it signs anybody in.</param>
/// <param name="Authority">Certificates in PEM that its own must lead to; absent for public ones.</param>
/// <param name="SsoUrl">SAML: where people are sent, https://….</param>
/// <param name="Certificates">SAML: PEM with the keys that it signs with; several while it changes them.</param>
internal sealed record SaveProvider(
    string Name,
    [property: AllowedValues(ProviderKinds.Oidc, ProviderKinds.Saml)] string Kind,
    string Issuer,
    string GroupClaim,
    IReadOnlyList<GroupRoles> GroupRoles,
    IReadOnlyList<string> DefaultRoles,
    bool CreatesMembers,
    bool TrustsAddresses,
    bool Enabled,
    string? ClientId = null,
    IReadOnlyList<string>? Scopes = null,
    string? Secret = null,
    string? Authority = null,
    string? SsoUrl = null,
    string? Certificates = null);
