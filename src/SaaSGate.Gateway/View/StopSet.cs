using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Gateway.View;

/// <summary>
/// The locks in force, from the stop log. Several locks may hold one target; it is free when the last is lifted, so that
/// coming back for one reason never lifts another.
/// </summary>
internal sealed class StopSet
{
    private readonly Lock _gate = new();
    private readonly HashSet<(string Target, string LockId)> _locks = [];
    private volatile HashSet<string> _targets = [];
    private ulong _position;

    /// <summary>Position in the stop log up to which rows are applied.</summary>
    public ulong Position
    {
        get
        {
            lock (_gate)
                return _position;
        }
    }

    /// <summary>Applies one row of the log; false when it was applied before.</summary>
    public bool Apply(Stop stop)
    {
        lock (_gate)
        {
            if (stop.Position <= _position)
                return false;
            _position = stop.Position;
            if (stop.Lifted ? !_locks.Remove((stop.TargetId, stop.LockId)) : !_locks.Add((stop.TargetId, stop.LockId)))
                return true;
            _targets = [.. _locks.Select(held => held.Target)];
            return true;
        }
    }

    /// <summary>True when one of the ids is locked. Ids are unique over all kinds and organisations.</summary>
    public bool Holds(params ReadOnlySpan<string> targets)
    {
        var held = _targets;
        if (held.Count == 0)
            return false;
        foreach (var target in targets)
        {
            if (held.Contains(target))
                return true;
        }
        return false;
    }
}
