using System.Collections.Concurrent;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Authentication;

namespace SaaSGate.Gateway.Batches;

/// <summary>
/// Whose batches are whose: those made here, at once, and those that the control plane tells of. Claude knows only the credential, which skills
/// share. What is not in here is nobody's, and refused: what was deleted, and what is so old that Claude keeps nothing of it.
/// </summary>
internal sealed class OwnedBatches(TimeProvider clock)
{
    private static readonly TimeSpan Known = TimeSpan.FromDays(30), BetweenSweeps = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<(string Organisation, string Connection, string Batch), (string Skill, DateTimeOffset At)> _skills = new();
    private DateTimeOffset _swept = clock.GetUtcNow();

    /// <summary>Whether a skill made a batch, over the connection that it calls over now.</summary>
    public bool Has(AuthenticatedSkill skill, string batch) =>
        _skills.TryGetValue(KeyOf(skill, batch), out var owner) && owner.Skill == skill.Entry.Skill.Id && clock.GetUtcNow() - owner.At < Known;

    /// <summary>Notes that a skill made a batch; false where it is another's already: nobody's becomes somebody else's by an answer that says so.</summary>
    public bool Add(AuthenticatedSkill skill, string batch)
    {
        SweepNowAndThen();
        return _skills.GetOrAdd(KeyOf(skill, batch), (skill.Entry.Skill.Id, clock.GetUtcNow())).Skill == skill.Entry.Skill.Id;
    }

    /// <summary>Forgets a batch that its skill has deleted.</summary>
    public void Remove(AuthenticatedSkill skill, string batch) => _skills.TryRemove(KeyOf(skill, batch), out _);

    /// <summary>Takes over what the control plane tells: PostgreSQL's word is the last.</summary>
    public void Take(BatchOwners told)
    {
        SweepNowAndThen();
        foreach (var batch in told.Batches)
            _skills[(batch.OrganisationId, batch.ConnectionId, batch.BatchId)] = (batch.SkillId, DateTimeOffset.FromUnixTimeMilliseconds(batch.At));
    }

    /// <summary>Forgets all, before all is told anew.</summary>
    public void Forget(string organisationId) => Forget((key, _) => key.Organisation == organisationId);

    private static (string Organisation, string Connection, string Batch) KeyOf(AuthenticatedSkill skill, string batch) =>
        (skill.Tenant.OrganisationId, skill.Connection.Id, batch);

    private void SweepNowAndThen()
    {
        var now = clock.GetUtcNow();
        if (now - _swept < BetweenSweeps)
            return;
        _swept = now;
        Forget((_, at) => now - at >= Known);
    }

    private void Forget(Func<(string Organisation, string Connection, string Batch), DateTimeOffset, bool> which)
    {
        foreach (var (key, owner) in _skills)
            if (which(key, owner.At))
                _skills.TryRemove(key, out _);
    }
}
