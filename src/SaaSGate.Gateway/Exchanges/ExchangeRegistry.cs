using System.Collections.Concurrent;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Authentication;
using SaaSGate.Gateway.Holds;
using SaaSGate.Gateway.Refusals;

namespace SaaSGate.Gateway.Exchanges;

/// <summary>Every exchange under way, so that a stop or the end of the lease can cut it.</summary>
internal sealed class ExchangeRegistry(StopCheck check, HoldDesk holds, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, LiveExchange> _live = new();

    public int Count => _live.Count;

    /// <summary>Enters an exchange. Check the stops after this, never before: a stop in between then finds it here.</summary>
    /// <param name="exchangeId">Its id.</param>
    /// <param name="sessionId">Its session.</param>
    /// <param name="skill">Who asks.</param>
    /// <param name="body">What would go to Claude; stays as it is until the exchange leaves.</param>
    /// <param name="clientGone">The client's own end.</param>
    public LiveExchange Enter(string exchangeId, string sessionId, AuthenticatedSkill skill, ReadOnlyMemory<byte> body, CancellationToken clientGone)
    {
        var exchange = new LiveExchange(this, exchangeId, sessionId, skill, body, clock.GetTimestamp(), clientGone);
        _live[exchangeId] = exchange;
        return exchange;
    }

    /// <summary>Cuts what a lock hits.</summary>
    public CutCount Cut(Stop stop)
    {
        var count = default(CutCount);
        foreach (var exchange in _live.Values)
        {
            if (check.IsHit(exchange, stop))
                count += Cut(exchange, stop);
        }
        return count;
    }

    /// <summary>Cuts what a change of the organisation's view has brought under a lock.</summary>
    public IEnumerable<(Stop Stop, CutCount Count)> CutHeld(string organisationId)
    {
        foreach (var exchange in _live.Values)
        {
            if (exchange.Skill.Tenant.OrganisationId == organisationId && check.FindOnSkill(exchange) is { } stop)
                yield return (stop, Cut(exchange, stop));
        }
    }

    public void CutAll(Refusal why)
    {
        foreach (var exchange in _live.Values)
            exchange.Cut(why);
    }

    private CutCount Cut(LiveExchange exchange, Stop stop)
    {
        // Counted before it is cut: what waits leaves then.
        var (requests, calls) = holds.CountOf(exchange.ExchangeId);
        return exchange.Cut(StopCheck.RefusalOf(stop)) ? new(requests > 0 ? 0 : 1, requests + calls) : default;
    }

    /// <summary>An exchange that is under way here; null when it is not.</summary>
    public LiveExchange? Find(string exchangeId) => _live.GetValueOrDefault(exchangeId);

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
