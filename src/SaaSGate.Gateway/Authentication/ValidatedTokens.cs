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
    private readonly ConcurrentDictionary<KeyHash, (AuthenticatedSkill Skill, long Until)> _known = new();

    /// <summary>What a token stands for; null where it must be checked.</summary>
    /// <param name="hash">The token's.</param>
    /// <param name="now">Unix microseconds.</param>
    public AuthenticatedSkill? Find(KeyHash hash, long now) =>
        _known.TryGetValue(hash, out var known) && now < known.Until && ReferenceEquals(view.Find(known.Skill.Tenant.OrganisationId), known.Skill.Tenant) ? known.Skill : null;

    public void Add(KeyHash hash, AuthenticatedSkill skill, long until, long now)
    {
        if (_known.Count >= MostKept)
            MakeRoom(now);
        _known[hash] = (skill, until);
    }

    /// <summary>What is over goes; where nothing is, all of it: it is checked again as it comes.</summary>
    private void MakeRoom(long now)
    {
        foreach (var (hash, known) in _known)
        {
            if (now >= known.Until || !ReferenceEquals(view.Find(known.Skill.Tenant.OrganisationId), known.Skill.Tenant))
                _known.TryRemove(hash, out _);
        }

        if (_known.Count >= MostKept)
            _known.Clear();
    }
}
