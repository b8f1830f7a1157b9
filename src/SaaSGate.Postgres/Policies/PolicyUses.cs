using System.Text.Json;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Postgres.Policies;

/// <summary>Versions in force as approvals keep them.</summary>
internal static class PolicyUses
{
    /// <summary>In the order of merging, as <c>tenant.policies_for</c> says it.</summary>
    public static string Json(IEnumerable<PolicyUse> policies) =>
        JsonSerializer.Serialize(policies.Select(use => new { policyId = use.PolicyId, version = (long)use.Version }));
}
