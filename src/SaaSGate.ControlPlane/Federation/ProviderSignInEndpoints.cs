using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres.Federation;

namespace SaaSGate.ControlPlane.Federation;

/// <summary>Sign-in of people through their organisation's identity provider.</summary>
internal static class ProviderSignInEndpoints
{
    public const string BrowserCookie = "saasgate.sign-in";
    private const int LongestAddress = 254;

    public static void MapProviderSignIn(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/session").WithTags("Sign-in").AllowAnonymous().RequireRateLimiting(SignInLimits.Policy);
        group.MapPost("/ways", FindAsync).WithName("findSignIn");
        group.MapPost("/provider", StartAsync).WithName("startProviderSignIn");
    }

    public static void MapProviderCallback(this IEndpointRouteBuilder app) =>
        app.MapGet("/sign-in/callback/{providerId:idp}", FinishAsync).ExcludeFromDescription().AllowAnonymous().RequireRateLimiting(SignInLimits.ReturnPolicy);

    private static async Task<Results<Ok<SignInWays>, ProblemResult>> FindAsync(FindSignIn find, IdentityProviderStore providers, CancellationToken cancellationToken)
    {
        var address = find.Email.Trim();
        if (address.Length > LongestAddress || DomainName.OfAddress(address) is not { } domain)
            return FieldErrors.One("email", "An e-mail address is needed here.");
        return TypedResults.Ok(new SignInWays(await providers.FindByDomainAsync(domain, cancellationToken)));
    }

    private static async Task<Results<Ok<StartedProviderSignIn>, ProblemResult>> StartAsync(
        StartProviderSignIn start, IdentityProviderStore providers, SignInStarts starts, IOptions<PortalOptions> portal, HttpContext context, CancellationToken cancellationToken)
    {
        if (!Id<IdentityProvider>.TryParse(start.ProviderId, out var id) || await providers.FindEnabledAsync(id, cancellationToken) is not { } provider)
            return (ProblemResult)PortalProblems.NotFound;
        try
        {
            var (location, browser) = await starts.BeginAsync(
                provider, start.ReturnTo, start.Fresh, start.Email is { Length: > 0 and <= LongestAddress } email ? email : null, context.User.FindFirst(CallerClaims.SignIn)?.Value, cancellationToken);
            context.Response.Cookies.Append(CookieName(portal.Value), browser, Cookie(portal.Value));
            return TypedResults.Ok(new StartedProviderSignIn(location.AbsoluteUri));
        }
        catch (ProviderException)
        {
            return (ProblemResult)PortalProblems.ProviderUnreachable;
        }
    }

    private static async Task<IResult> FinishAsync(string providerId, ProviderSignIns signIns, IOptions<PortalOptions> portal, HttpContext context, CancellationToken cancellationToken)
    {
        var browser = context.Request.Cookies[CookieName(portal.Value)];
        context.Response.Cookies.Delete(CookieName(portal.Value), Cookie(portal.Value));
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.LocalRedirect(await signIns.FinishAsync(context, Id<IdentityProvider>.Parse(providerId), browser, cancellationToken));
    }

    private static string CookieName(PortalOptions portal) => IdentityServices.HostName(BrowserCookie, portal.IsSecure);

    /// <summary>Lax: it must come along when the provider sends the browser back.</summary>
    private static CookieOptions Cookie(PortalOptions portal) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = portal.IsSecure,
        Path = "/",
        MaxAge = SignInStarts.Length,
        IsEssential = true,
    };
}
