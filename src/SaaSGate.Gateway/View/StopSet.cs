using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Gateway.View;

/// <summary>
/// The locks in force, from the stop log. Several locks may hold one target; it is free when the last is lifted, so that
/// coming back for one reason never lifts another. Rows are pushed as they come, perhaps with gaps: the newest of each lock
/// counts, and only a lease's grant says up to where nothing is missing.
/// </summary>
internal sealed class StopSet
{
    private readonly Lock _gate = new();

    // The last row of each lock. One that is lifted stays until no older row of its lock can come any more.
    private readonly Dictionary<(string Organisation, string LockId), Stop> _locks = [];
    private volatile HeldTargets _held = HeldTargets.None;
    private ulong _position;

    /// <summary>Position in the stop log up to which every row is applied.</summary>
    public ulong Position
    {
        get
        {
            lock (_gate)
                return _position;
        }
    }

    /// <summary>Applies rows of the log, in whatever order, and returns those that were news.</summary>
    public IReadOnlyList<Stop> Apply(IEnumerable<Stop> rows)
    {
        lock (_gate)
        {
            var news = new List<Stop>();
            foreach (var row in rows)
            {
                var key = (row.OrganisationId, row.LockId);
                if (row.Position <= _position || (_locks.TryGetValue(key, out var known) && known.Position >= row.Position))
                    continue;
                _locks[key] = row;
                news.Add(row);
            }

            if (news.Count > 0)
                _held = new(_locks.Values);
            return news;
        }
    }

    /// <summary>
    /// Holds a skill that a rule has locked here, until the row of this very lock comes: it takes the way over the records, and until then the log
    /// knows nothing of it. It outlives <see cref="Clear"/>.
    /// </summary>
    /// <returns>The lock as the log will have it; null when it is known already.</returns>
    public Stop? HoldHere(string organisationId, string skillId, string lockId)
    {
        var row = new Stop { OrganisationId = organisationId, Kind = StopKind.Skill, TargetId = skillId, LockId = lockId };
        lock (_gate)
        {
            if (!_locks.TryAdd((organisationId, lockId), row))
                return null;
            _held = new(_locks.Values);
            return row;
        }
    }

    /// <summary>Lets go of a lock that was only held here; one whose row has come stays as the row says.</summary>
    public void LetGo(string organisationId, string lockId)
    {
        lock (_gate)
        {
            if (_locks.TryGetValue((organisationId, lockId), out var row) && row.Position == 0)
            {
                _locks.Remove((organisationId, lockId));
                _held = new(_locks.Values);
            }
        }
    }

    /// <summary>Notes that every row up to a position is applied; never goes back.</summary>
    public void CompleteTo(ulong position)
    {
        lock (_gate)
        {
            if (position <= _position)
                return;
            _position = position;
            foreach (var (key, row) in _locks)
            {
                if (row.Lifted && row.Position <= position)
                    _locks.Remove(key);
            }
        }
    }

    /// <summary>Forgets everything: the log that it came from is no more.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            foreach (var (key, row) in _locks)
            {
                if (row.Position > 0)
                    _locks.Remove(key);
            }
            _held = new(_locks.Values);
            _position = 0;
        }
    }

    /// <summary>True when there is no lock at all.</summary>
    public bool IsEmpty => _held.IsEmpty;

    /// <summary>True when the organisation has locked one of the ids.</summary>
    public bool Holds(string organisationId, params ReadOnlySpan<string> ids) => _held.Find(organisationId, ids, []) is not null;

    /// <summary>A lock of the organisation on one of the ids or labels; null when there is none.</summary>
    public Stop? Find(string organisationId, ReadOnlySpan<string> ids, IReadOnlyList<string> labels) => _held.Find(organisationId, ids, labels);

    /// <summary>The locks of the organisation on destinations.</summary>
    public IReadOnlyList<Stop> DestinationsOf(string organisationId) => _held.DestinationsOf(organisationId);

    /// <summary>Whether a lock is in force here.</summary>
    public bool IsInForce(string organisationId, string lockId)
    {
        lock (_gate)
            return _locks.TryGetValue((organisationId, lockId), out var row) && !row.Lifted;
    }
}
