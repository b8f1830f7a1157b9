using SaaSGate.Gateway.Leases;
using SaaSGate.Gateway.Recording;

namespace SaaSGate.Gateway.Calls;

/// <summary>Locks a skill that a rule wants locked: here at once, everywhere when the record of it is taken in.</summary>
internal sealed class RuleLocks(LocksHere locks, StopsInForce effects)
{
    /// <summary>Refuses the skill of an exchange from here on, and cuts what it has under way.</summary>
    public void Lock(DurableExchange exchange)
    {
        var skill = exchange.Inspected.Request.Skill;
        if (locks.Add(skill.Tenant.OrganisationId, skill.Entry.Skill.Id, exchange.ExchangeId, exchange.Sequence) is { } stop)
            effects.Put([stop]);
    }
}
