using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Exchanges;
using SaaSGate.Gateway.Recording;
using SaaSGate.Gateway.View;

namespace SaaSGate.Gateway.Calls;

/// <summary>Locks a skill that a rule wants locked: here at once, everywhere when the record of it is taken in.</summary>
internal sealed class RuleLocks(StopSet stops, ExchangeRegistry exchanges)
{
    /// <summary>Refuses the skill of an exchange from here on, and cuts what it has under way.</summary>
    public void Lock(DurableExchange exchange)
    {
        var skill = exchange.Inspected.Request.Skill;
        if (stops.HoldHere(skill.Tenant.OrganisationId, skill.Entry.Skill.Id, RuleLock.IdOf(exchange.ExchangeId)) is { } stop)
            exchanges.Cut(stop);
    }
}
