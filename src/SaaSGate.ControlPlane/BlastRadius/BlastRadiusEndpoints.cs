using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres.BlastRadius;

namespace SaaSGate.ControlPlane.BlastRadius;

/// <summary>What a skill, an owner, a credential, an incident or a window of time touched.</summary>
internal static class BlastRadiusEndpoints
{
    private static readonly TimeSpan Usual = TimeSpan.FromDays(30), Longest = TimeSpan.FromDays(366);

    public static void MapBlastRadius(this IEndpointRouteBuilder api) =>
        api.MapGroup("/blast-radius").WithTags("Incidents").RequireAuthorization(Access.Look).MapGet("/", ReadAsync).WithName("getBlastRadius");

    private static async Task<Results<Ok<BlastReport>, ProblemResult>> ReadAsync(
        string? skill, string? owner, string? key, string? incident, DateTimeOffset? from, DateTimeOffset? to, Caller caller, BlastRadiusStore store, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        // Whole seconds, so that a page that asks again within one gets the same.
        var until = to?.ToUniversalTime() ?? DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds() + 1);
        if (until < DateTimeOffset.UnixEpoch + Longest)
            return FieldErrors.One("to", "A time of this century is needed here.");
        var since = from?.ToUniversalTime() ?? until - Usual;
        if (since >= until || until - since > Longest)
            return FieldErrors.One("from", "A time before to is needed here, by at most 366 days.");
        var scope = new BlastScope(skill, owner, key, incident, since, until);
        if (!await store.ExistsAsync(caller.OrganisationId, scope, cancellationToken))
            return (ProblemResult)PortalProblems.NotFound;
        return TypedResults.Ok(await store.ReadAsync(caller.OrganisationId, scope, caller.Actor, cancellationToken));
    }
}
