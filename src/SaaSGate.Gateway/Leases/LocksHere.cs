using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.View;

namespace SaaSGate.Gateway.Leases;

/// <summary>
/// Locks that rules put on skills at this gateway. Each holds here until the stop log knows better: until its own row comes, or a grant
/// that was asked for after its record was taken in says that there is none.
/// </summary>
internal sealed class LocksHere(StopSet stops)
{
    private readonly Lock _gate = new();
    private readonly List<(string Organisation, string LockId, ulong Sequence, ulong? TakenInAt)> _locks = [];
    private ulong _asked;

    /// <summary>Holds a skill.</summary>
    /// <param name="organisation">Its organisation.</param>
    /// <param name="skill">The skill.</param>
    /// <param name="exchange">The exchange in which a rule said so.</param>
    /// <param name="sequence">Place in the spool of the record that says it.</param>
    /// <returns>The stop; null when it is known already.</returns>
    public Stop? Add(string organisation, string skill, string exchange, ulong sequence)
    {
        var lockId = RuleLock.IdOf(exchange);
        if (stops.HoldHere(organisation, skill, lockId) is not { } stop)
            return null;
        lock (_gate)
            _locks.Add((organisation, lockId, sequence, null));
        return stop;
    }

    /// <summary>Notes that a renewal goes out.</summary>
    public void Asked(ulong number)
    {
        lock (_gate)
            _asked = number;
    }

    /// <summary>Notes up to where records are taken in: their locks are in the stop log.</summary>
    public void TakenIn(ulong sequence)
    {
        lock (_gate)
        {
            for (var i = 0; i < _locks.Count; i++)
            {
                if (_locks[i].Sequence <= sequence)
                    _locks[i] = _locks[i] with { TakenInAt = _locks[i].TakenInAt ?? _asked };
            }
        }
    }

    /// <summary>Lets go of what the log must have told by now, its stops being applied.</summary>
    public void Granted(ulong number)
    {
        lock (_gate)
        {
            foreach (var known in _locks.Where(held => held.TakenInAt < number))
                stops.LetGo(known.Organisation, known.LockId);
            _locks.RemoveAll(held => held.TakenInAt < number);
        }
    }
}
