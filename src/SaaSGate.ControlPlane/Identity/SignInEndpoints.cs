using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.ControlPlane.Http;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>Sign-in of people, by cookie.</summary>
internal static class SignInEndpoints
{
    public static void MapSignIn(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/session").WithTags("Sign-in");
        group.MapPost("/", SignInAsync).WithName("signIn").AllowAnonymous();

        var own = group.MapGroup("/").RequireAuthorization(Access.Person);
        own.MapGet("/", GetAsync).WithName("getPortalSession");
        own.MapDelete("/", SignOutAsync).WithName("signOut");
        own.MapPost("/organisation", SwitchAsync).WithName("switchOrganisation");
    }

    private static Task<Ok<PortalSession>> GetAsync(Caller caller, CancellationToken cancellationToken) => throw new NotImplementedException();

    private static Task<Results<Ok<PortalSession>, ProblemResult>> SignInAsync(SignIn signIn, CancellationToken cancellationToken) => throw new NotImplementedException();

    private static Task<NoContent> SignOutAsync(Caller caller, CancellationToken cancellationToken) => throw new NotImplementedException();

    private static Task<Results<Ok<PortalSession>, ProblemResult>> SwitchAsync(SwitchOrganisation to, Caller caller, CancellationToken cancellationToken) => throw new NotImplementedException();
}
