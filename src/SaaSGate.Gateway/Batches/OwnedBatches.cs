using System.Collections.Concurrent;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Authentication;

namespace SaaSGate.Gateway.Batches;

/// <summary>
/// Whose batches are whose: those made here, at once, and those that the control plane tells of. Claude knows only the credential, which skills
/// share. What is not in here is nobody's, and refused.
/// </summary>
internal sealed class OwnedBatches
{
    private readonly ConcurrentDictionary<(string Organisation, string Connection, string Batch), string> _skills = new();

    /// <summary>Whether a skill made a batch, over the connection that it calls over now.</summary>
    public bool Has(AuthenticatedSkill skill, string batch) =>
        _skills.TryGetValue((skill.Tenant.OrganisationId, skill.Connection.Id, batch), out var owner) && owner == skill.Entry.Skill.Id;

    /// <summary>Notes that a skill made a batch; false where it is another's already: nobody's becomes somebody else's by an answer that says so.</summary>
    public bool Add(AuthenticatedSkill skill, string batch) =>
        _skills.GetOrAdd((skill.Tenant.OrganisationId, skill.Connection.Id, batch), skill.Entry.Skill.Id) == skill.Entry.Skill.Id;

    /// <summary>Takes over what the control plane tells: PostgreSQL's word is the last.</summary>
    public void Take(BatchOwners told)
    {
        foreach (var batch in told.Batches)
            _skills[(batch.OrganisationId, batch.ConnectionId, batch.BatchId)] = batch.SkillId;
    }

    /// <summary>Forgets all, before all is told anew.</summary>
    public void Forget(string organisationId)
    {
        foreach (var key in _skills.Keys)
        {
            if (key.Organisation == organisationId)
                _skills.TryRemove(key, out _);
        }
    }
}
