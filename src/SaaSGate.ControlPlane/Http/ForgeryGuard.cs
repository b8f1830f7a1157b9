using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Identity;

namespace SaaSGate.ControlPlane.Http;

/// <summary>
/// Keeps other sites from acting with a person's cookie: the antiforgery token on everything unsafe, and the page's own
/// origin for what has no token yet (signing in) or cannot carry one (the hub's sockets).
/// </summary>
internal sealed class ForgeryGuard(RequestDelegate next, IAntiforgery antiforgery, IOptions<PortalOptions> options)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (await RefusalAsync(context) is { } refusal)
            await refusal.ExecuteAsync(context);
        else
            await next(context);
    }

    private async Task<ProblemResult?> RefusalAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Path.StartsWithSegments("/hubs"))
            return IsOwnOrigin(request, absentIsFine: false) ? null : (ProblemResult)PortalProblems.OriginRefused;
        if (!request.Path.StartsWithSegments("/api") || HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)
            || ApiTokenHandler.IsMeantBy(request.Headers.Authorization))
            return null;
        if (!IsOwnOrigin(request, absentIsFine: true))
            return PortalProblems.OriginRefused;
        return context.User.HasClaim(claim => claim.Type == CallerClaims.SignIn) && context.GetEndpoint() is { } endpoint && !IsAnonymous(endpoint)
            && !await antiforgery.IsRequestValidAsync(context)
            ? (ProblemResult)PortalProblems.AntiforgeryFailed
            : null;
    }

    private static bool IsAnonymous(Endpoint endpoint) => endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Authorization.IAllowAnonymous>() is not null;

    /// <summary>Browsers tell the origin of every request that is not a plain read; other programs carry no cookie jar of a person.</summary>
    private bool IsOwnOrigin(HttpRequest request, bool absentIsFine)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0)
            return absentIsFine && request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin";
        return string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
            || string.Equals(origin, options.Value.PublicUrl?.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase)
            || options.Value.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase);
    }
}
