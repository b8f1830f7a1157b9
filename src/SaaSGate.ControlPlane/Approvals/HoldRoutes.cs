using System.Collections.Concurrent;
using SaaSGate.Contracts.Ids;
using SaaSGate.Inspection.Policies;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Policies;

namespace SaaSGate.ControlPlane.Approvals;

/// <summary>Who decides about what a rule holds: read from the policy version itself, never from what a gateway says.</summary>
internal sealed class HoldRoutes(PolicyStore policies)
{
    private const int MostKnown = 1000;
    private readonly ConcurrentDictionary<(string Policy, long Version, string Rule), (HoldRoute Route, TimeSpan? Timeout)> _known = new();

    /// <summary>The route of a rule, and how long it lets wait; null where it does not say.</summary>
    public async Task<(HoldRoute Route, TimeSpan? Timeout)> FindAsync(Id<Organisation> organisation, string policyId, long version, string rule, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue((policyId, version, rule), out var known))
            return known;
        if (await policies.FindDocumentAsync(organisation, policyId, version, cancellationToken) is not { } document)
            return (HoldRoute.Anyone, null);
        var found = Read(policyId, version, document, rule);
        if (_known.Count >= MostKnown)
            _known.Clear();
        return _known[(policyId, version, rule)] = found;
    }

    /// <summary>As gateways read it. A rule that holds no more, or that cannot be read by now, asks as one that says nothing.</summary>
    private static (HoldRoute Route, TimeSpan? Timeout) Read(string policyId, long version, string document, string rule) =>
        PolicySet.Compile([new PolicySource(policyId, policyId, version, document)]).Policy?.FindRule(policyId, rule)?.Hold is { } hold
            ? (new(hold.Reviewers, hold.Approvals, hold.Roles, hold.EscalateAfter, hold.EscalateTo, hold.StepUp), hold.Timeout)
            : (HoldRoute.Anyone, null);
}
