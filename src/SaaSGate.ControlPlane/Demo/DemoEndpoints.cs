using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;

namespace SaaSGate.ControlPlane.Demo;

/// <summary>The incident of the demo.</summary>
internal static class DemoEndpoints
{
    public static void MapDemo(this IEndpointRouteBuilder api) =>
        api.MapPost("/demo/incident", PlayIncidentAsync).WithName("playIncident").WithTags("Demo").RequireAuthorization(Access.Read);

    private static Task<Results<Accepted, ProblemResult>> PlayIncidentAsync(Caller caller, CancellationToken cancellationToken) => throw new NotImplementedException();
}
