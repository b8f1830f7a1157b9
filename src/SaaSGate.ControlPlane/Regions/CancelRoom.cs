using System.Collections.Concurrent;
using SaaSGate.Postgres.Batches;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>
/// Batches that a gateway was asked to cancel and has said nothing of yet. Each organisation has some at most, as many as the gateway works on at once: so
/// none waits there while its time runs, and none keeps another organisation's waiting.
/// </summary>
internal sealed class CancelRoom(TimeProvider clock)
{
    private const int Most = 8;
    private readonly ConcurrentDictionary<string, (string Organisation, long Since)> _asked = new(StringComparer.Ordinal);

    /// <summary>How many more of an organisation the gateway may be asked for. What was not answered in time is anybody's again.</summary>
    public int LeftFor(string organisation)
    {
        foreach (var (exchange, asked) in _asked)
            if (clock.GetElapsedTime(asked.Since) > BatchStore.Patience)
                _asked.TryRemove(exchange, out _);
        return Most - _asked.Values.Count(asked => asked.Organisation == organisation);
    }

    /// <summary>It is asked.</summary>
    public void Take(string organisation, string exchange) => _asked[exchange] = (organisation, clock.GetTimestamp());

    /// <summary>It has answered.</summary>
    public void Leave(string exchange) => _asked.TryRemove(exchange, out _);
}
