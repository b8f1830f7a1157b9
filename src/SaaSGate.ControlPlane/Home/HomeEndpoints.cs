using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.ControlPlane.Identity;

namespace SaaSGate.ControlPlane.Home;

/// <summary>The first page.</summary>
internal static class HomeEndpoints
{
    public static void MapHome(this IEndpointRouteBuilder api) =>
        api.MapGet("/home", GetAsync).WithName("getHome").WithTags("Home").RequireAuthorization(Access.Read);

    private static Task<Ok<HomeView>> GetAsync(Caller caller, CancellationToken cancellationToken) => throw new NotImplementedException();
}
