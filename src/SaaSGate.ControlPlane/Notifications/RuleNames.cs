using System.Collections.Concurrent;
using SaaSGate.Contracts.Ids;
using SaaSGate.Inspection.Policies;
using SaaSGate.Postgres.Policies;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>Whom the <c>notify</c> of a rule names: read from the policy version that held, never from what a gateway says.</summary>
internal sealed class RuleNames(PolicyStore policies)
{
    private const int MostKnown = 1000;
    private readonly ConcurrentDictionary<(string Policy, long Version, string Rule), IReadOnlyCollection<string>> _known = new();

    /// <summary>Names of channels and of groups; none where the rule names nobody, or cannot be read by now.</summary>
    public async Task<IReadOnlyCollection<string>> FindAsync(Id<Organisation> organisation, string policyId, long version, string rule, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue((policyId, version, rule), out var known))
            return known;
        if (await policies.FindDocumentAsync(organisation, policyId, version, cancellationToken) is not { } document)
            return [];
        var names = PolicySet.Compile([new PolicySource(policyId, policyId, version, document)]).Policy?.FindRule(policyId, rule)?.Notify ?? [];
        if (_known.Count >= MostKnown)
            _known.Clear();
        return _known[(policyId, version, rule)] = names;
    }
}
