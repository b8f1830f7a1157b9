using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using SaaSGate.ControlPlane.Approvals;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Home;
using SaaSGate.Postgres.Sessions;

namespace SaaSGate.ControlPlane.Home;

/// <summary>The first page.</summary>
internal static class HomeEndpoints
{
    private const int MostSessions = 8, MostApprovals = 5;
    private static readonly TimeSpan SeenLately = TimeSpan.FromSeconds(10);

    public static void MapHome(this IEndpointRouteBuilder api) =>
        api.MapGet("/home", GetAsync).WithName("getHome").WithTags("Home").RequireAuthorization(Access.Read);

    private static async Task<Ok<HomeView>> GetAsync(
        Caller caller, HomeStore home, SessionStore sessions, ApprovalStore approvals, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (counts, findings) = await home.CountAsync(caller.OrganisationId, new(now.UtcDateTime.Date, TimeSpan.Zero), cancellationToken);
        var waiting = await approvals.ListAsync(ApprovalViews.Reader(caller), new(Waiting: true, Limit: MostApprovals), cancellationToken);
        return TypedResults.Ok(new HomeView(
            (int)await approvals.CountWaitingAsync(caller.OrganisationId, cancellationToken),
            counts.LiveSessions,
            counts.SessionsToday,
            counts.ExchangesToday,
            findings,
            counts.RefusedToday,
            counts.StoppedSkills,
            await sessions.ListAsync(caller.OrganisationId, new(), null, null, MostSessions, cancellationToken),
            [.. waiting.Select(ApprovalViews.Summary)],
            await home.GatewaysAsync(caller.OrganisationId, now - SeenLately, cancellationToken)));
    }
}
