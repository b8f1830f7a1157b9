using System.Collections.Concurrent;
using SaaSGate.Gateway.View;

namespace SaaSGate.Gateway.Authentication;

/// <summary>
/// Tokens that were checked, by their SHA-256: they are not checked again until they end or the tenant's view changes. Stops are looked at
/// with each request, as those of keys are.
/// </summary>
internal sealed class ValidatedTokens(GatewayView view)
{
    private const int MostKept = 50_000;
    private const long BetweenSweeps = 60_000_000;
    private readonly ConcurrentDictionary<KeyHash, AuthenticatedSkill> _known = new();
    private long _sweptAt;

    /// <summary>What a token stands for; null where it must be checked.</summary>
    /// <param name="hash">The token's.</param>
    /// <param name="now">Unix microseconds.</param>
    public AuthenticatedSkill? Find(KeyHash hash, long now) =>
        _known.TryGetValue(hash, out var known) && now < known.Until && ReferenceEquals(view.Find(known.Tenant.OrganisationId), known.Tenant) ? known : null;

    public void Add(KeyHash hash, AuthenticatedSkill skill, long now)
    {
        // Once a minute what is over goes, with the views of tenants that it keeps; where there is too much all the same, all of it: it is checked again as it comes.
        var swept = Volatile.Read(ref _sweptAt);
        if (now - swept >= BetweenSweeps && Interlocked.CompareExchange(ref _sweptAt, now, swept) == swept)
            Sweep(now);
        if (_known.Count >= MostKept)
            _known.Clear();
        _known[hash] = skill;
    }

    private void Sweep(long now)
    {
        foreach (var (hash, known) in _known)
        {
            if (now >= known.Until || !ReferenceEquals(view.Find(known.Tenant.OrganisationId), known.Tenant))
                _known.TryRemove(hash, out _);
        }
    }
}
