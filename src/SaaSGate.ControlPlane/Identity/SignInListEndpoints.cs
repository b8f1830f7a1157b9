using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Identity;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>Where people are signed in: everybody ends their own sign-ins, who manages people those of members.</summary>
internal static class SignInListEndpoints
{
    public static void MapSignIns(this IEndpointRouteBuilder api)
    {
        var signIns = api.MapGroup("/members/{userId:usr}/sign-ins").WithTags("Sign-in").RequireAuthorization(Access.Person);
        signIns.MapGet("/", ListAsync).WithName("listSignIns");
        signIns.MapDelete("/", EndAllAsync).WithName("endSignIns");
        signIns.MapDelete("/{signInId:length(32)}", EndAsync).WithName("endSignIn");
    }

    private static async Task<Results<Ok<Page<ListedSignIn>>, ProblemResult>> ListAsync(Id<User> userId, Caller caller, SignInStore signIns, CancellationToken cancellationToken) =>
        !MayLook(caller, userId) ? (ProblemResult)PortalProblems.Forbidden
        : await signIns.ListAsync(caller.OrganisationId, userId.Value, cancellationToken) is { } found
            ? TypedResults.Ok(new Page<ListedSignIn>(found.ConvertAll(one => new ListedSignIn(one, one.Id == caller.SignInId)), null))
            : (ProblemResult)PortalProblems.NotFound;

    private static async Task<Results<NoContent, ProblemResult>> EndAsync(
        Id<User> userId, string signInId, Caller caller, SignInStore signIns, SignInEnds ends, CancellationToken cancellationToken)
    {
        if (!MayLook(caller, userId))
            return (ProblemResult)PortalProblems.Forbidden;
        if (!await signIns.ExistsAsync(caller.OrganisationId, userId.Value, signInId, cancellationToken))
            return (ProblemResult)PortalProblems.NotFound;
        await ends.EndAsync(caller, userId, signInId, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemResult>> EndAllAsync(Id<User> userId, Caller caller, SignInStore signIns, SignInEnds ends, CancellationToken cancellationToken)
    {
        if (!MayLook(caller, userId))
            return (ProblemResult)PortalProblems.Forbidden;
        if (await signIns.ListAsync(caller.OrganisationId, userId.Value, cancellationToken) is null)
            return (ProblemResult)PortalProblems.NotFound;
        await ends.EndAsync(caller, userId, null, cancellationToken);
        return TypedResults.NoContent();
    }

    private static bool MayLook(Caller caller, Id<User> userId) => caller.ActorId == userId.Value || caller.May(Permissions.People);
}
