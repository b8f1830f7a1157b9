using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>
/// The gateways that are connected to this process. One connection of each kind for a gateway: a newer one takes over. When
/// the process is told to end they are sent away at once, so that nothing waits for them.
/// </summary>
internal sealed class ConnectedGateways
{
    private readonly ConcurrentDictionary<string, ControlConnection> _control = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, BulkConnection> _bulk = new(StringComparer.Ordinal);

    public ConnectedGateways(IHostApplicationLifetime lifetime) => lifetime.ApplicationStopping.Register(() => CloseAll(CloseReason.Stopping));

    public IEnumerable<ControlConnection> Control => _control.Values;

    public IEnumerable<BulkConnection> Bulk => _bulk.Values;

    public void Add(ControlConnection connection) => Add(_control, connection);

    public void Add(BulkConnection connection) => Add(_bulk, connection);

    public void Remove(ControlConnection connection) => _control.TryRemove(new(connection.Gateway.Id, connection));

    public void Remove(BulkConnection connection) => _bulk.TryRemove(new(connection.Gateway.Id, connection));

    public void Close(string gatewayId, CloseReason reason)
    {
        if (_control.TryGetValue(gatewayId, out var control))
            control.Close(reason);
        if (_bulk.TryGetValue(gatewayId, out var bulk))
            bulk.Close(reason);
    }

    private void CloseAll(CloseReason reason)
    {
        foreach (var gateway in _control.Keys.Concat(_bulk.Keys))
            Close(gateway, reason);
    }

    private static void Add<T>(ConcurrentDictionary<string, T> connections, T connection)
        where T : LinkConnection
    {
        while (!connections.TryAdd(connection.Gateway.Id, connection))
        {
            if (connections.TryGetValue(connection.Gateway.Id, out var before) && connections.TryUpdate(connection.Gateway.Id, connection, before))
            {
                before.Close(CloseReason.Replaced);
                return;
            }
        }
    }
}
