using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;
using SaaSGate.Postgres.Organisations;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>
/// What the cookie says (person, organisation, sign-in), and what each request makes of it: what they may do is read anew, so that
/// losing a role takes effect with the next request.
/// </summary>
internal static class SignInPrincipal
{
    public static ClaimsPrincipal ForCookie(string userId, string organisationId, string signInId, string stamp) => new(new ClaimsIdentity(
        [
            new(CallerClaims.Actor, userId),
            new(CallerClaims.Organisation, organisationId),
            new(CallerClaims.SignIn, signInId),
            new(CallerClaims.Stamp, stamp),
        ],
        CookieAuthenticationDefaults.AuthenticationScheme, CallerClaims.Name, CallerClaims.Role));

    public static ClaimsPrincipal ForRequest(ClaimsPrincipal cookie, MemberView member)
    {
        var identity = ((ClaimsIdentity)cookie.Identity!).Clone();
        identity.AddClaim(new(CallerClaims.Name, member.DisplayName));
        foreach (var permission in member.Permissions ?? [])
            identity.AddClaim(new(CallerClaims.Permission, permission));
        return new(identity);
    }
}
