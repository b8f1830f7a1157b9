using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace SaaSGate.ControlPlane.Live;

/// <summary>The open portal connections of this silo, by id and by group.</summary>
internal sealed class PortalConnections
{
    private readonly ConcurrentDictionary<string, PortalConnection> _connections = new();
    private readonly ConcurrentDictionary<string, ImmutableHashSet<string>> _groups = new();

    public IReadOnlyCollection<KeyValuePair<string, PortalConnection>> All => [.. _connections];

    public PortalConnection? Find(string id) => _connections.GetValueOrDefault(id);

    public void Add(string id, PortalConnection connection) => _connections[id] = connection;

    public void Join(string group, string id) => _groups.AddOrUpdate(group, _ => [id], (_, members) => members.Add(id));

    public void Leave(string group, string id)
    {
        while (_groups.TryGetValue(group, out var members) && members.Contains(id) && !_groups.TryUpdate(group, members.Remove(id), members))
        {
            // Someone joined or left in between.
        }
    }

    public void Remove(string id)
    {
        if (_connections.TryRemove(id, out var connection))
            connection.Close();
        foreach (var group in _groups.Keys)
            Leave(group, id);
    }

    public bool Knows(string group) => _groups.ContainsKey(group);

    /// <summary>Forgets a group that nobody listens to. False when somebody does.</summary>
    public bool TryForget(string group) => !_groups.TryGetValue(group, out var members) || (members.IsEmpty && _groups.TryRemove(new(group, members)));

    public void Post(string group, long? position, Func<IPortalClient, Task> tell)
    {
        foreach (var id in _groups.GetValueOrDefault(group, []))
            if (_connections.TryGetValue(id, out var connection))
                connection.Post(position, tell);
    }
}
