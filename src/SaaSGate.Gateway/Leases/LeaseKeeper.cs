using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.View;

namespace SaaSGate.Gateway.Leases;

/// <summary>
/// Turns grants into lease. A grant counts only when its stops are applied and the view has reached its position; until
/// then it waits here, and the lease before it runs on or out. Grants wait beside each other: a view that is always a little
/// behind the newest one still reaches those before it.
/// </summary>
internal sealed class LeaseKeeper(Lease lease, StopSet stops, GatewayView view, StopsInForce effects, LocksHere locks, WallClock wall, TimeProvider clock)
{
    private const int MostOpen = 64;
    private readonly Lock _gate = new();
    private readonly SortedDictionary<ulong, (long At, ulong StopPosition)> _sent = [];
    private readonly List<LeaseGrant> _waiting = [];
    private ulong _number;

    /// <summary>Notes that a renewal goes out now; to be called right before sending.</summary>
    public LeaseRenewal Begin()
    {
        lock (_gate)
        {
            // Renewals that were never answered, or whose view never came, are of no use later.
            if (_sent.Count >= MostOpen)
                Forget(_sent.Keys.First());
            var position = stops.Position;
            _sent[++_number] = (clock.GetTimestamp(), position);
            locks.Asked(_number);
            return new LeaseRenewal { Number = _number, StopPosition = position, ViewPosition = view.Position };
        }
    }

    /// <summary>Applies a grant: stops first, then the lease, if the view is there.</summary>
    public void Apply(LeaseGrant grant)
    {
        Apply(grant.Stops);
        lock (_gate)
        {
            // The grant has every stop after the position that was asked from. Of what is before it, it says nothing.
            if (!_sent.TryGetValue(grant.Number, out var asked) || asked.StopPosition > stops.Position)
                return;
            stops.CompleteTo(grant.StopPosition);
            locks.Granted(grant.Number);
            if (grant.At != 0)
                wall.Told(asked.At, UnixMicroseconds.ToTime(grant.At));
            _waiting.Add(grant);
            Settle();
        }
    }

    /// <summary>Applies stops as they come and cuts what they hit.</summary>
    public void Apply(IEnumerable<Stop> pushed) => effects.Put(stops.Apply(pushed));

    /// <summary>The view has moved: waiting grants may count now.</summary>
    public void ViewMoved()
    {
        lock (_gate)
            Settle();
    }

    /// <summary>
    /// Ends the lease and forgets stops and view: they are ahead of the control plane's logs, which have lost rows. To be called
    /// while both connections are down.
    /// </summary>
    public void StartAnew()
    {
        lock (_gate)
        {
            lease.End();
            _sent.Clear();
            _waiting.Clear();
            stops.Clear();
            effects.Clear();
            view.Clear();
        }
    }

    private void Settle()
    {
        var settled = 0ul;
        foreach (var grant in _waiting)
        {
            if (view.Position < grant.ViewPosition || !_sent.TryGetValue(grant.Number, out var asked))
                continue;
            lease.Extend(asked.At, TimeSpan.FromMilliseconds(grant.LeaseMilliseconds));
            settled = Math.Max(settled, grant.Number);
        }

        Forget(settled);
    }

    /// <summary>Forgets a renewal and all before it: none of them could extend the lease any more.</summary>
    private void Forget(ulong number)
    {
        _waiting.RemoveAll(grant => grant.Number <= number);
        while (_sent.Count > 0 && _sent.Keys.First() is var oldest && oldest <= number)
            _sent.Remove(oldest);
    }
}
