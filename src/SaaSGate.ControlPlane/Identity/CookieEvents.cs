using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Identity;
using SaaSGate.Postgres.Organisations;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>Asks with every request whether the sign-in, the password and the membership still hold.</summary>
internal sealed class CookieEvents(SignInStore signIns, MemberStore members) : CookieAuthenticationEvents
{
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var cookie = context.Principal!;
        var cancellationToken = context.HttpContext.RequestAborted;
        if (cookie.FindFirstValue(CallerClaims.SignIn) is { } signIn
            && cookie.FindFirstValue(CallerClaims.Stamp) is { } stamp
            && Id<Organisation>.TryParse(cookie.FindFirstValue(CallerClaims.Organisation), out var organisation)
            && await signIns.FindLiveAsync(signIn, stamp, organisation, cancellationToken) is { } user
            && user.Id == cookie.FindFirstValue(CallerClaims.Actor)
            && await members.FindSignedInAsync(organisation, user.Id, user.ProviderId is not null, cancellationToken) is { } member)
        {
            context.ReplacePrincipal(SignInPrincipal.ForRequest(cookie, member));
            return;
        }

        // The cookie is left to the browser: it may have a newer one by the time that it reads this answer.
        context.RejectPrincipal();
    }
}
