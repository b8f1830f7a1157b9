using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Scim;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>Says in the API's own words that someone is not signed in, or may not.</summary>
internal sealed class AuthorizationProblems : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
            return next(context);
        if (ScimResult.IsAsked(context))
            return ScimResult.WriteAsync(context, authorizeResult.Challenged ? ScimProblems.TokenNeeded : ScimProblems.Forbidden);
        return new ProblemResult(authorizeResult.Challenged ? PortalProblems.SignInNeeded : PortalProblems.Forbidden).ExecuteAsync(context);
    }
}
