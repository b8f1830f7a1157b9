using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Exchanges;
using SaaSGate.Gateway.View;

namespace SaaSGate.Gateway.Leases;

/// <summary>
/// Turns grants into lease. A grant counts only when its stops are applied and the view has reached its position; until
/// then it waits here, and the lease before it runs on or out.
/// </summary>
internal sealed class LeaseKeeper(Lease lease, StopSet stops, GatewayView view, ExchangeRegistry exchanges, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, long> _sent = [];
    private LeaseGrant? _waiting;
    private ulong _number;

    /// <summary>Notes that a renewal goes out now; to be called right before sending.</summary>
    public LeaseRenewal Begin()
    {
        lock (_gate)
        {
            // Renewals that were never answered are of no use later.
            if (_sent.Count > 64)
                _sent.Clear();
            _sent[++_number] = clock.GetTimestamp();
            return new LeaseRenewal { Number = _number, StopPosition = stops.Position, ViewPosition = view.Position };
        }
    }

    /// <summary>Applies a grant: stops first, then the lease, if the view is there.</summary>
    public void Apply(LeaseGrant grant)
    {
        Apply(grant.Stops);
        lock (_gate)
        {
            _waiting = grant;
            Settle();
        }
    }

    /// <summary>Applies stops as they come and cuts what they hit.</summary>
    public void Apply(IEnumerable<Stop> pushed)
    {
        foreach (var stop in pushed)
        {
            if (stops.Apply(stop) && !stop.Lifted)
                exchanges.Cut(stop);
        }
    }

    /// <summary>The view has moved: a waiting grant may count now.</summary>
    public void ViewMoved()
    {
        lock (_gate)
            Settle();
    }

    private void Settle()
    {
        if (_waiting is not { } grant || stops.Position < grant.StopPosition || view.Position < grant.ViewPosition)
            return;
        if (_sent.Remove(grant.Number, out var sentAt))
            lease.Extend(sentAt, TimeSpan.FromMilliseconds(grant.LeaseMilliseconds));
        _waiting = null;
    }
}
