using System.ComponentModel.DataAnnotations;
using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>An identity provider of the organisation, without its secret.</summary>
/// <param name="Id">Its id, <c>idp_…</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">oidc.</param>
/// <param name="Issuer">Its issuer.</param>
/// <param name="ClientId">SaaSGate's name there.</param>
/// <param name="HasSecret">Whether SaaSGate has a secret there.</param>
/// <param name="Scopes">What is asked for.</param>
/// <param name="GroupClaim">The claim that names groups.</param>
/// <param name="GroupRoles">What their people may do.</param>
/// <param name="DefaultRoles">What everybody may do whom it signs in.</param>
/// <param name="CreatesMembers">Whether who is not known becomes a member.</param>
/// <param name="TrustsAddresses">Whether addresses hold that it does not say it has verified.</param>
/// <param name="Enabled">Whether it signs anybody in.</param>
/// <param name="Authority">Certificates in PEM that its own must lead to.</param>
/// <param name="RedirectAddress">To be entered there: where people come back.</param>
/// <param name="LogoutAddress">To be entered there: where it says that a session ended (back-channel logout).</param>
/// <param name="Version">For ETags.</param>
internal sealed record IdentityProviderView(
    string Id,
    string Name,
    [property: AllowedValues("oidc")] string Kind,
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
    string RedirectAddress,
    string LogoutAddress,
    long Version);
