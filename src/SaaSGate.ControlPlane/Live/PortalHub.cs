using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres.Sessions;

namespace SaaSGate.ControlPlane.Live;

/// <summary>Where portals listen. Tells them of their organisation, and of the sessions they watch.</summary>
[Authorize(Access.Person)]
internal sealed class PortalHub(LiveBridge bridge, PortalConnections connections, SessionStore sessions, IHubContext<PortalHub, IPortalClient> hub) : Hub<IPortalClient>
{
    public override async Task OnConnectedAsync()
    {
        var caller = Caller.From(Context.User!);
        var connection = new PortalConnection(caller, hub.Clients.Client(Context.ConnectionId), Context.Abort);
        connections.Add(Context.ConnectionId, connection);
        _ = connection.PumpAsync(Context.ConnectionAborted);
        await bridge.WatchAsync(PortalGroups.Organisation(caller.OrganisationId.Value), Context.ConnectionId);
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
        await bridge.WatchAsync(PortalGroups.Session(caller.OrganisationId.Value, session.Value), Context.ConnectionId);
    }

    /// <summary>Ends that.</summary>
    public Task Unwatch(string sessionId)
    {
        connections.Leave(PortalGroups.Session(Caller.From(Context.User!).OrganisationId.Value, sessionId), Context.ConnectionId);
        return Task.CompletedTask;
    }
}
