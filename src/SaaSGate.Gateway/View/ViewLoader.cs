using SaaSGate.Contracts.RegionLink;
using SaaSGate.Contracts.Sealing;
using SaaSGate.Gateway.Link;
using SaaSGate.Inspection;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Gateway.View;

/// <summary>Makes a tenant's view of its snapshot: opens the sealed secrets, compiles the policies.</summary>
internal sealed class ViewLoader(GatewayIdentity identity, InspectionCache cache)
{
    /// <summary>Loads a snapshot.</summary>
    /// <exception cref="InvalidOperationException">A policy does not compile. What cannot be understood is not acted on.</exception>
    public TenantView Load(TenantSnapshot snapshot)
    {
        var secrets = TenantSecrets.Parser.ParseFrom(SealedBox.Open(identity.SealingKey, snapshot.SealedSecrets.Span, SealingContext.TenantSecrets(snapshot.OrganisationId)));
        var compiled = PolicySet.Compile(snapshot.Policies.Select(policy => new PolicySource(policy.Id, policy.Name, (long)policy.Version, policy.Document)));
        return compiled.Policy is { } set
            ? new TenantView(snapshot, secrets, set, cache)
            : throw new InvalidOperationException($"A policy of {snapshot.OrganisationId} does not compile here: {compiled.Errors[0]}");
    }
}
