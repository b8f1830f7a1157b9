using SaaSGate.Contracts.RegionLink;
using SaaSGate.Contracts.Sealing;
using SaaSGate.Gateway.Link;
using SaaSGate.Gateway.Use;
using SaaSGate.Inspection;

namespace SaaSGate.Gateway.View;

/// <summary>Makes a tenant's view of its snapshot: opens the sealed secrets, compiles the policies.</summary>
internal sealed class ViewLoader(GatewayIdentity identity, InspectionCache cache, SkillLedgers ledgers)
{
    /// <summary>Loads a snapshot.</summary>
    /// <param name="snapshot">What came.</param>
    /// <param name="before">The tenant's view until now: where a policy cannot be read, its version in it stays in force. Null where there was none.</param>
    public TenantView Load(TenantSnapshot snapshot, TenantView? before)
    {
        var secrets = TenantSecrets.Parser.ParseFrom(SealedBox.Open(identity.SealingKey, snapshot.SealedSecrets.Span, SealingContext.TenantSecrets(snapshot.OrganisationId)));
        return new TenantView(snapshot, secrets, new TenantPolicies(snapshot.Policies, before?.Policies), cache, ledgers);
    }
}
