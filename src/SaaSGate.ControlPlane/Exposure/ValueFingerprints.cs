using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Inspection;
using SaaSGate.Inspection.Policies;
using SaaSGate.Postgres.Policies;

namespace SaaSGate.ControlPlane.Exposure;

/// <summary>Makes, for one organisation, the fingerprints that a value's findings have.</summary>
internal sealed class ValueFingerprints(FingerprintKeys keys, PolicyStore policies)
{
    /// <summary>What makes fingerprints of values of one type; null where no detector of the organisation finds the type.</summary>
    public async Task<Func<string, IReadOnlyList<byte[]>>?> ForAsync(Id<Organisation> organisation, string type, CancellationToken cancellationToken)
    {
        var sources = (await policies.ListActiveAsync(organisation, cancellationToken)).Select(policy => new PolicySource(policy.Id, policy.Name, policy.Version, policy.Document));
        var compiled = PolicySet.Compile(sources);
        var policy = compiled.Succeeded ? compiled.Policy : PolicySet.Empty;
        if (!KnownValue.HasType(type, policy))
            return null;
        var kept = await keys.KeptAsync(organisation, cancellationToken);
        return value => KnownValue.Fingerprints(type, value, policy, kept);
    }
}
