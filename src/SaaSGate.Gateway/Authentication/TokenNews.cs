using System.Collections.Concurrent;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Link;

namespace SaaSGate.Gateway.Authentication;

/// <summary>
/// Tells the control plane what it should know of tokens: keys that are not known here, at most once in ten seconds an issuer, and
/// refusals, counted, at most once a minute for each reason. Whoever sends whatever: no more goes out.
/// </summary>
internal sealed class TokenNews(LinkOutbox outbox, TimeProvider clock)
{
    private const int MostKept = 10_000;
    private static readonly TimeSpan BetweenKeys = TimeSpan.FromSeconds(10), BetweenRefusals = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(string Organisation, string Issuer), long> _asked = new();
    private readonly ConcurrentDictionary<(string Organisation, string Credential, string Reason), Tally> _refused = new();

    /// <param name="organisationId">Whose issuer.</param>
    /// <param name="issuerId">Which; empty for the token service.</param>
    public void Want(string organisationId, string issuerId)
    {
        var (key, now) = ((organisationId, issuerId), clock.GetTimestamp());
        if (_asked.TryGetValue(key, out var at) && clock.GetElapsedTime(at, now) < BetweenKeys)
            return;
        if (_asked.Count >= MostKept)
            _asked.Clear();
        _asked[key] = now;
        outbox.Send(new ControlFromGateway { KeyWanted = new() { OrganisationId = organisationId, IssuerId = issuerId } });
    }

    /// <param name="organisationId">Whose token it was said to be.</param>
    /// <param name="credential">The issuer, client or mapping.</param>
    /// <param name="reason">A code.</param>
    public void Refused(string organisationId, string credential, string reason)
    {
        if (_refused.Count >= MostKept)
            _refused.Clear();
        var (tally, now) = (_refused.GetOrAdd((organisationId, credential, reason), _ => new()), clock.GetTimestamp());
        uint count;
        lock (tally)
        {
            tally.Count++;
            if (tally.ToldAt is { } at && clock.GetElapsedTime(at, now) < BetweenRefusals)
                return;
            (count, tally.Count, tally.ToldAt) = (tally.Count, 0, now);
        }

        outbox.Send(new BulkFromGateway { TokenRefused = new() { OrganisationId = organisationId, Credential = credential, Reason = reason, Count = count } });
    }

    private sealed class Tally
    {
        public uint Count { get; set; }

        public long? ToldAt { get; set; }
    }
}
