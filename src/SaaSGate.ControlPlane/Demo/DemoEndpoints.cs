using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Demo;
using SaaSGate.Postgres.Live;

namespace SaaSGate.ControlPlane.Demo;

/// <summary>The incident of the demo.</summary>
internal static class DemoEndpoints
{
    public static void MapDemo(this IEndpointRouteBuilder api) =>
        api.MapPost("/demo/incident", PlayIncidentAsync).WithName("playIncident").WithTags("Demo").RequireAuthorization(Access.Read);

    private static async Task<Results<Accepted, ProblemResult>> PlayIncidentAsync(
        Caller caller, IOptions<DemoOptions> demo, DemoCallStore calls, FeedStore feed, LiveNotices notices, CancellationToken cancellationToken)
    {
        if (!demo.Value.Enabled || caller.OrganisationId != DemoOrganisations.Acme)
            return (ProblemResult)PortalProblems.DemoOnly;
        await calls.CallAsync(DemoCalls.Incident, cancellationToken);
        notices.FeedAdvanced(
            caller.OrganisationId.Value,
            await feed.AppendAsync(caller.OrganisationId, "IncidentPlayed", caller.OrganisationId.Value, new { by = caller.ActorName }, cancellationToken));
        return TypedResults.Accepted((string?)null);
    }
}
