using System.ComponentModel.DataAnnotations;
using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>An identity provider as somebody would have it.</summary>
/// <param name="Name">Its name, as people see it when they sign in.</param>
/// <param name="Kind">oidc.</param>
/// <param name="Issuer">Its issuer, https://…; never changed.</param>
/// <param name="ClientId">SaaSGate's name there.</param>
/// <param name="Secret">SaaSGate's secret there; absent leaves it as it is, empty takes it away: a public client, by PKCE alone.</param>
/// <param name="Scopes">What is asked for; openid is always among it.</param>
/// <param name="GroupClaim">The claim that names groups.</param>
/// <param name="GroupRoles">What their people may do.</param>
/// <param name="DefaultRoles">What everybody may do whom it signs in.</param>
/// <param name="CreatesMembers">Whether who is not known becomes a member.</param>
/// <param name="TrustsAddresses">Whether addresses hold that it does not say it has verified: only where people cannot choose theirs.</param>
/// <param name="Enabled">Whether it signs anybody in.</param>
/// <param name="Authority">Certificates in PEM that its own must lead to; absent for public ones.</param>
internal sealed record SaveProvider(
    string Name,
    [property: AllowedValues("oidc")] string Kind,
    string Issuer,
    string ClientId,
    IReadOnlyList<string> Scopes,
    string GroupClaim,
    IReadOnlyList<GroupRoles> GroupRoles,
    IReadOnlyList<string> DefaultRoles,
    bool CreatesMembers,
    bool TrustsAddresses,
    bool Enabled,
    string? Secret = null,
    string? Authority = null);
