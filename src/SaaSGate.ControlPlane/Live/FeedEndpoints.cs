using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres.Live;

namespace SaaSGate.ControlPlane.Live;

/// <summary>The organisation's feed, for clients that were away.</summary>
internal static class FeedEndpoints
{
    public static void MapFeed(this IEndpointRouteBuilder api) =>
        api.MapGet("/feed", ReadAsync).WithName("readFeed").WithTags("Feed").RequireAuthorization(Access.Read);

    private static async Task<Ok<FeedPage>> ReadAsync(long? after, int? limit, Caller caller, FeedStore feed, CancellationToken cancellationToken)
    {
        var from = Math.Max(after ?? 0, 0);
        var size = Math.Clamp(limit ?? PageQuery.DefaultLimit, 1, PageQuery.MaximumLimit);
        var items = await feed.ReadAsync(caller.OrganisationId, from, size, cancellationToken);
        return TypedResults.Ok(new FeedPage(items, items.Count > 0 ? items[^1].Position : from));
    }
}
