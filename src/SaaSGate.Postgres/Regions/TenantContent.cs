using SaaSGate.Contracts.RegionLink;
using SaaSGate.Contracts.Tokens;

namespace SaaSGate.Postgres.Regions;

/// <summary>What a region's gateways see of an organisation, secrets still under the master key.</summary>
/// <param name="OrganisationId"><c>org_…</c>.</param>
/// <param name="Slug">Its short name.</param>
/// <param name="KeysSealed">Its keys.</param>
/// <param name="Connections">Those that the region may use.</param>
/// <param name="Skills">Active ones that use these connections, with the keys that are not revoked.</param>
/// <param name="Policies">Versions in force, and drafts beside them: those that are not archived.</param>
/// <param name="Uses">What skills have used today, as far as it is recorded; null where no policy limits them.</param>
/// <param name="Issuers">Whose tokens stand for skills.</param>
public sealed record TenantContent(
    string OrganisationId, string Slug, byte[] KeysSealed, IReadOnlyList<TenantContent.Connection> Connections, IReadOnlyList<SkillView> Skills, IReadOnlyList<PolicyView> Policies,
    IReadOnlyList<SkillUse>? Uses, IReadOnlyList<IssuerTrust> Issuers)
{
    /// <summary>A connection with its sealed credential.</summary>
    public sealed record Connection(string Id, string Name, string BaseUrl, byte[] CredentialSealed, string CredentialKind);
}
