using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace SaaSGate.ControlPlane.Live;

/// <summary>The open portal connections of this silo, by id and by group.</summary>
internal sealed class PortalConnections
{
    private readonly ConcurrentDictionary<string, PortalConnection> _connections = new();
    private readonly ConcurrentDictionary<string, ImmutableHashSet<string>> _groups = new();

    public ICollection<PortalConnection> All => _connections.Values;

    /// <summary>Groups that someone listens to.</summary>
    public IReadOnlyCollection<string> Groups => [.. _groups.Where(group => group.Value.Count > 0).Select(group => group.Key)];

    public void Add(string id, PortalConnection connection) => _connections[id] = connection;

    public void Join(string group, string id) => _groups.AddOrUpdate(group, _ => [id], (_, members) => members.Add(id));

    public void Leave(string group, string id) => _groups.AddOrUpdate(group, _ => [], (_, members) => members.Remove(id));

    public void Remove(string id)
    {
        if (_connections.TryRemove(id, out var connection))
            connection.Close();
        foreach (var group in _groups.Keys)
            Leave(group, id);
    }

    /// <summary>Forgets a group that nobody listens to.</summary>
    public bool TryForget(string group) => _groups.TryRemove(new(group, []));

    public void Post(string group, long? position, Func<IPortalClient, Task> tell)
    {
        foreach (var id in _groups.GetValueOrDefault(group, []))
            if (_connections.TryGetValue(id, out var connection))
                connection.Post(position, tell);
    }
}
