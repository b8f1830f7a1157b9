using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Approvals;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Sessions;

namespace SaaSGate.ControlPlane.Live;

/// <summary>Where portals listen. Tells them of their organisation, of the sessions they watch, and of who else has an approval open.</summary>
[Authorize(Access.Watch)]
internal sealed class PortalHub(
    LiveBridge bridge, PortalConnections connections, RevokedConnections revoked, SessionStore sessions, ApprovalStore approvals, IGrainFactory grains,
    IHubContext<PortalHub, IPortalClient> hub)
    : Hub<IPortalClient>
{
    public override async Task OnConnectedAsync()
    {
        var caller = Caller.From(Context.User!);
        TenantContext.Enter(caller.OrganisationId.Value);
        var connection = new PortalConnection(caller, Context.User!.FindFirstValue(CallerClaims.Stamp)!, hub.Clients.Client(Context.ConnectionId), Context.Abort);
        connections.Add(Context.ConnectionId, connection);
        try
        {
            _ = connection.PumpAsync(Context.ConnectionAborted);
            await bridge.WatchAsync(PortalGroups.Organisation(caller.OrganisationId.Value), Context.ConnectionId);
            // Whoever was cut off between the handshake and now was told before this connection was known.
            await revoked.AbortAsync([new(Context.ConnectionId, connection)], Context.ConnectionAborted);
        }
        catch
        {
            // SignalR closes what could not be opened, and does not say that it is disconnected.
            connections.Remove(Context.ConnectionId);
            throw;
        }
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        var left = connections.Find(Context.ConnectionId)?.LeaveAll() ?? [];
        connections.Remove(Context.ConnectionId);
        TenantContext.EnterSystem();
        foreach (var approval in left)
            await grains.GetGrain<IApprovalGrain>(approval).LeaveAsync(Context.ConnectionId);
    }

    /// <summary>Says that the page has an approval open, and again at least every half minute.</summary>
    /// <returns>Who has; what changes is told.</returns>
    public async Task<IPortalClient.ViewersNotice> OpenApproval(string approvalId)
    {
        var caller = Caller.From(Context.User!);
        if (!Id<Approval>.TryParse(approvalId, out var approval) || await approvals.FindPlaceAsync(caller.OrganisationId, approval, Context.ConnectionAborted) is not { } place)
            throw new HubException("not_found");
        var key = GrainKeys.Of(place.OwnerId, approval.Value);
        if (connections.Find(Context.ConnectionId)?.TryOpen(key) != true)
            throw new HubException("too_many_open");
        // The approval may be another organisation's, which has granted that it is seen.
        TenantContext.EnterSystem();
        return NoticeOf(approval.Value, await grains.GetGrain<IApprovalGrain>(key).LookAsync(
            new(Context.ConnectionId, caller.ActorId, caller.ActorName, caller.OrganisationId.Value, place.ReaderName)));
    }

    /// <summary>Says that it has not any more.</summary>
    public async Task CloseApproval(string approvalId)
    {
        var suffix = $"/{approvalId}";
        foreach (var key in connections.Find(Context.ConnectionId)?.LeaveAll(key => key.EndsWith(suffix, StringComparison.Ordinal)) ?? [])
        {
            TenantContext.EnterSystem();
            await grains.GetGrain<IApprovalGrain>(key).LeaveAsync(Context.ConnectionId);
        }
    }

    public static IPortalClient.ViewersNotice NoticeOf(string approvalId, IEnumerable<ApprovalViewer> viewers) =>
        new(approvalId, [.. viewers.Select(viewer => new IPortalClient.Viewer(viewer.UserId, viewer.Name, viewer.OrganisationId, viewer.OrganisationName))]);

    /// <summary>Begins to tell how far the responses of a session are recorded.</summary>
    public async Task Watch(string sessionId)
    {
        var caller = Caller.From(Context.User!);
        if (!Id<Session>.TryParse(sessionId, out var session) || !await sessions.ExistsAsync(caller.OrganisationId, session, Context.ConnectionAborted))
            throw new HubException("not_found");
        var group = PortalGroups.Session(caller.OrganisationId.Value, session.Value);
        if (connections.Find(Context.ConnectionId)?.TryWatch(group) != true)
            throw new HubException("too_many_watches");
        TenantContext.Enter(caller.OrganisationId.Value);
        await bridge.WatchAsync(group, Context.ConnectionId);
    }

    /// <summary>Ends that.</summary>
    public Task Unwatch(string sessionId)
    {
        if (Id<Session>.TryParse(sessionId, out var session))
        {
            var group = PortalGroups.Session(Caller.From(Context.User!).OrganisationId.Value, session.Value);
            connections.Find(Context.ConnectionId)?.Unwatch(group);
            connections.Leave(group, Context.ConnectionId);
        }

        return Task.CompletedTask;
    }
}
