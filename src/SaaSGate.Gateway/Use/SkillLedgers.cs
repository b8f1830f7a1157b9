using System.Collections.Concurrent;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Gateway.Use;

/// <summary>What this gateway remembers of skills from one snapshot to the next. It goes when its skill does.</summary>
internal sealed class SkillLedgers(TimeProvider clock)
{
    private readonly ConcurrentDictionary<(string Organisation, string Skill), (SkillMeter Meter, SkillMemory Memory)> _ledgers = new();

    /// <summary>Takes over what a snapshot tells of one skill.</summary>
    public (SkillMeter Meter, SkillMemory Memory) Load(TenantSnapshot snapshot, SkillView skill)
    {
        var ledger = _ledgers.GetOrAdd((snapshot.OrganisationId, skill.Id), static (_, clock) => (new(clock), new()), clock);
        ledger.Memory.Learn(skill.Seen);
        foreach (var use in snapshot.Uses)
        {
            if (use.SkillId == skill.Id)
                ledger.Meter.CarryOver(use);
        }
        return ledger;
    }

    /// <summary>Forgets skills of an organisation, but for those that it still has.</summary>
    public void Keep(string organisation, IReadOnlyCollection<string> skills)
    {
        foreach (var (organisationId, skill) in _ledgers.Keys)
        {
            if (organisationId == organisation && !skills.Contains(skill))
                _ledgers.TryRemove((organisationId, skill), out _);
        }
    }
}
