using SaaSGate.Gateway.View;

namespace SaaSGate.Gateway.Authentication;

/// <summary>Step 1's result: a skill whose key is known, unexpired and served by this region, in one consistent view.</summary>
internal sealed record AuthenticatedSkill(TenantView Tenant, SkillEntry Entry, ConnectionEntry Connection, string KeyId)
{
    /// <summary>Every id whose lock stops this skill in this session.</summary>
    public string[] StopTargets(string sessionId) =>
        [Tenant.OrganisationId, Entry.Skill.OwnerUserId, Entry.Skill.Id, KeyId, Connection.Id, sessionId];
}
