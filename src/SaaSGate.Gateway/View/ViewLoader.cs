using SaaSGate.Contracts.RegionLink;
using SaaSGate.Contracts.Sealing;
using SaaSGate.Gateway.Link;
using SaaSGate.Gateway.Use;
using SaaSGate.Inspection;

namespace SaaSGate.Gateway.View;

/// <summary>Makes a tenant's view of its snapshot: opens the sealed secrets.</summary>
internal sealed class ViewLoader(GatewayIdentity identity, InspectionCache cache, SkillLedgers ledgers)
{
    /// <summary>Loads a snapshot.</summary>
    /// <param name="snapshot">What came.</param>
    /// <param name="policies">Its policies, as they were read.</param>
    public TenantView Load(TenantSnapshot snapshot, TenantPolicies policies)
    {
        var secrets = TenantSecrets.Parser.ParseFrom(SealedBox.Open(identity.SealingKey, snapshot.SealedSecrets.Span, SealingContext.TenantSecrets(snapshot.OrganisationId)));
        return new TenantView(snapshot, secrets, policies, cache, ledgers);
    }
}
