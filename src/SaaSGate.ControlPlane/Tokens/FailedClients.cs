using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Options;

namespace SaaSGate.ControlPlane.Tokens;

/// <summary>Counts how often clients failed to show who they are, by client and address, within a minute. What succeeds is never counted, and never held up.</summary>
internal sealed class FailedClients(IOptions<TokenOptions> options, TimeProvider clock)
{
    /// <summary>What a transaction knows of who a client said it is, where that stands in its assertion alone.</summary>
    public const string Claimed = "saasgate:claimed_client";

    private const int MostKept = 10_000, LongestClient = 100;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(string Client, IPAddress Address), (DateTimeOffset Since, int Count)> _failures = new();

    /// <summary>Counts one more.</summary>
    /// <param name="client">Who it said it is.</param>
    /// <param name="address">Where it came from.</param>
    /// <returns>How many there were, and how long it is to wait; null while that are not too many.</returns>
    public (int Count, TimeSpan Wait)? Add(string client, IPAddress address)
    {
        var now = clock.GetUtcNow();
        if (_failures.Count >= MostKept)
            Forget(now);
        var (since, count) = _failures.AddOrUpdate(
            (client.Length > LongestClient ? client[..LongestClient] : client, address), (now, 1), (_, known) => now - known.Since < Window ? (known.Since, known.Count + 1) : (now, 1));
        return count > options.Value.FailuresPerMinute ? (count, since + Window - now) : null;
    }

    /// <summary>What is over; all where that is not enough: then somebody fails under names without end, and counting them would cost more than it saves.</summary>
    private void Forget(DateTimeOffset now)
    {
        foreach (var (key, known) in _failures)
        {
            if (now - known.Since >= Window)
                _failures.TryRemove(key, out _);
        }
        if (_failures.Count >= MostKept)
            _failures.Clear();
    }
}
