using System.Collections.Concurrent;
using SaaSGate.Contracts.Problems;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Authentication;

namespace SaaSGate.Gateway.Exchanges;

/// <summary>Every exchange under way, so that a stop or the end of the lease can cut it.</summary>
internal sealed class ExchangeRegistry(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, LiveExchange> _live = new();

    public int Count => _live.Count;

    /// <summary>Enters an exchange. Check the stops after this, never before: a stop in between then finds it here.</summary>
    public LiveExchange Enter(string exchangeId, string sessionId, AuthenticatedSkill skill, CancellationToken clientGone)
    {
        var exchange = new LiveExchange(this, exchangeId, sessionId, skill, clock.GetTimestamp(), clientGone);
        _live[exchangeId] = exchange;
        return exchange;
    }

    public void Cut(Stop stop)
    {
        foreach (var exchange in _live.Values)
        {
            if (exchange.IsHitBy(stop))
                exchange.Cut(GatewayProblems.Stopped);
        }
    }

    public void CutAll(Problem why)
    {
        foreach (var exchange in _live.Values)
            exchange.Cut(why);
    }

    internal void Remove(LiveExchange exchange) => _live.TryRemove(exchange.ExchangeId, out _);

    /// <summary>Cancels off the caller's thread: the link must not run an exchange's continuations.</summary>
    internal static void Cancel(CancellationTokenSource ending) => ThreadPool.UnsafeQueueUserWorkItem(
        static source =>
        {
            try
            {
                source.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The exchange ended by itself in the meantime.
            }
        },
        ending,
        preferLocal: false);
}
