using System.Security.Cryptography;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Exchanges;
using SaaSGate.Gateway.Link;
using SaaSGate.Gateway.View;

namespace SaaSGate.Gateway.Leases;

/// <summary>
/// Puts locks in force at what is under way, and tells the control plane what each has ended since this gateway started. What is told is
/// whole, not what was added: telling it twice changes nothing.
/// </summary>
internal sealed class StopsInForce(ExchangeRegistry exchanges, StopSet stops, LinkOutbox outbox)
{
    private const int AtOnce = 200;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Organisation, string LockId), CutCount> _counts = [];
    private readonly string _run = RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>All that is in force, for a connection that has just begun.</summary>
    public IReadOnlyList<BulkFromGateway> All
    {
        get
        {
            lock (_gate)
                return [.. Messages([.. _counts.Keys])];
        }
    }

    /// <summary>Cuts what locks hit that have come, and forgets those that are lifted.</summary>
    public void Put(IReadOnlyList<Stop> news)
    {
        // Whether an exchange goes to a destination is read in its request: other locks, and the lease, do not wait for that.
        var slow = news.Where(stop => stop is { Lifted: false, Kind: StopKind.Destination }).ToList();
        if (slow.Count > 0)
            ThreadPool.UnsafeQueueUserWorkItem(static put => put.Stops.CutAndTell(put.Slow), (Stops: this, Slow: slow), preferLocal: false);
        CutAndTell([.. news.Where(stop => !slow.Contains(stop))]);
    }

    /// <summary>Cuts what a change of an organisation's view has brought under a lock.</summary>
    public void ViewChanged(string organisationId)
    {
        if (!stops.IsEmpty)
            Tell([.. exchanges.CutHeld(organisationId)]);
    }

    /// <summary>Forgets everything: the log that the locks came from is no more.</summary>
    public void Clear()
    {
        lock (_gate)
            _counts.Clear();
    }

    // Cutting comes first, for all of them: what is counted can wait.
    private void CutAndTell(List<Stop> news) => Tell(news.ConvertAll(stop => (Stop: stop, Count: stop.Lifted ? default : exchanges.Cut(stop))));

    private void Tell(List<(Stop Stop, CutCount Count)> cut)
    {
        if (cut.Count == 0)
            return;
        lock (_gate)
        {
            foreach (var (stop, count) in cut)
            {
                var key = (stop.OrganisationId, stop.LockId);
                if (stop.Lifted)
                    _counts.Remove(key);
                else if (stops.IsInForce(stop.OrganisationId, stop.LockId))
                    _counts[key] = _counts.GetValueOrDefault(key) + count;
            }
            foreach (var message in Messages([.. cut.Where(each => !each.Stop.Lifted).Select(each => (each.Stop.OrganisationId, each.Stop.LockId)).Distinct().Where(_counts.ContainsKey)]))
                outbox.Send(message);
        }
    }

    private IEnumerable<BulkFromGateway> Messages(IReadOnlyList<(string Organisation, string LockId)> keys) => keys.Chunk(AtOnce).Select(part => new BulkFromGateway
    {
        Effects = new StopEffects
        {
            Run = _run,
            Effects =
            {
                part.Select(key => new StopEffect
                {
                    OrganisationId = key.Organisation, LockId = key.LockId, StreamsCut = (ulong)_counts[key].Streams, HeldDropped = (ulong)_counts[key].Held,
                }),
            },
        },
    });
}
