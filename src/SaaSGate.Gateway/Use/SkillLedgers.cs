using System.Collections.Concurrent;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Gateway.Use;

/// <summary>What this gateway remembers of skills from one snapshot to the next. It goes when its skill does.</summary>
internal sealed class SkillLedgers(TimeProvider clock)
{
    private readonly ConcurrentDictionary<(string Organisation, string Skill), (SkillMeter Meter, SkillMemory Memory)> _ledgers = new();

    /// <summary>Takes over what a snapshot tells of one skill.</summary>
    public (SkillMeter Meter, SkillMemory Memory) Load(string organisation, SkillView skill, IEnumerable<SkillUse> uses)
    {
        var ledger = _ledgers.GetOrAdd((organisation, skill.Id), static (_, clock) => (new(clock), new()), clock);
        ledger.Memory.Learn(skill.Seen);
        foreach (var use in uses)
            ledger.Meter.CarryOver(use);
        return ledger;
    }

    /// <summary>Forgets skills that an organisation no longer has.</summary>
    public void Keep(TenantSnapshot snapshot)
    {
        var skills = snapshot.Skills.Select(skill => skill.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var key in _ledgers.Keys)
        {
            if (key.Organisation == snapshot.OrganisationId && !skills.Contains(key.Skill))
                _ledgers.TryRemove(key, out _);
        }
    }
}
