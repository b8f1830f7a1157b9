using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres.Sessions;

namespace SaaSGate.ControlPlane.Live;

/// <summary>Where portals listen. Tells them of their organisation, and of the sessions they watch.</summary>
[Authorize(Access.Person)]
internal sealed class PortalHub(
    LiveBridge bridge, PortalConnections connections, RevokedConnections revoked, SessionStore sessions, IHubContext<PortalHub, IPortalClient> hub)
    : Hub<IPortalClient>
{
    public override async Task OnConnectedAsync()
    {
        var caller = Caller.From(Context.User!);
        TenantContext.Enter(caller.OrganisationId.Value);
        var connection = new PortalConnection(caller, Context.User!.FindFirstValue(CallerClaims.Stamp)!, hub.Clients.Client(Context.ConnectionId), Context.Abort);
        connections.Add(Context.ConnectionId, connection);
        _ = connection.PumpAsync(Context.ConnectionAborted);
        await bridge.WatchAsync(PortalGroups.Organisation(caller.OrganisationId.Value), Context.ConnectionId);
        // Whoever was cut off between the handshake and now was told before this connection was known.
        await revoked.AbortAsync([new(Context.ConnectionId, connection)], Context.ConnectionAborted);
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        connections.Remove(Context.ConnectionId);
        return Task.CompletedTask;
    }

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
