using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.ControlPlane.Identity;

namespace SaaSGate.ControlPlane.Live;

/// <summary>The organisation's feed, for clients that were away.</summary>
internal static class FeedEndpoints
{
    public static void MapFeed(this IEndpointRouteBuilder api) =>
        api.MapGet("/feed", ReadAsync).WithName("readFeed").WithTags("Feed").RequireAuthorization(Access.Read);

    private static Task<Ok<FeedPage>> ReadAsync(long? after, int? limit, Caller caller, CancellationToken cancellationToken) => throw new NotImplementedException();
}
