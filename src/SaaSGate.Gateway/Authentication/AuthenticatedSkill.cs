using SaaSGate.Gateway.Sessions;
using SaaSGate.Gateway.View;

namespace SaaSGate.Gateway.Authentication;

/// <summary>Step 1's result: a skill whose credential is known, unexpired and served by this region, in one consistent view.</summary>
/// <param name="Tenant">Its organisation.</param>
/// <param name="Entry">The skill.</param>
/// <param name="Connection">Where its requests go.</param>
/// <param name="KeyId">The key, client of the token service or mapping of an issuer that it came with.</param>
/// <param name="Until">When that ends, the view staying as it is: Unix microseconds.</param>
/// <param name="TokenId">The token of the token service that it came with; null for others.</param>
internal sealed record AuthenticatedSkill(TenantView Tenant, SkillEntry Entry, ConnectionEntry Connection, string KeyId, long Until, string? TokenId = null)
{
    /// <summary>Whose its sessions are.</summary>
    public SessionOwner SessionOwner => new(Tenant.OrganisationId, Entry.Skill.Id, Tenant.DigestKey);

    /// <summary>Every id whose lock stops this skill in this session.</summary>
    public string[] StopTargets(string sessionId) =>
        [Tenant.OrganisationId, Entry.Skill.OwnerUserId, Entry.Skill.Id, KeyId, Connection.Id, sessionId, TokenId ?? KeyId];
}
