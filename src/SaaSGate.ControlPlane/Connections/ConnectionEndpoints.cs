using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Connections;

namespace SaaSGate.ControlPlane.Connections;

/// <summary>Where skills call.</summary>
internal static class ConnectionEndpoints
{
    public static void MapConnections(this IEndpointRouteBuilder api)
    {
        var connections = api.MapGroup("/connections").WithTags("Connections").RequireAuthorization(Access.Read);
        connections.MapGet("/", ListAsync).WithName("listConnections");
        connections.MapPost("/", CreateAsync).WithName("createConnection").RequireAuthorization(Access.Manage);
    }

    private static Task<Results<Ok<Page<ConnectionView>>, ProblemResult>> ListAsync(
        [AsParameters] PageQuery page, Caller caller, CancellationToken cancellationToken) => throw new NotImplementedException();

    private static Task<Results<Created<ConnectionView>, ProblemResult>> CreateAsync(CreateConnection create, Caller caller, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
