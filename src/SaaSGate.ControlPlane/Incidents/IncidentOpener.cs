using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Incidents;

namespace SaaSGate.ControlPlane.Incidents;

/// <summary>Opens incidents, for people and for rules.</summary>
internal sealed class IncidentOpener(IGrainFactory grains, TimeProvider clock)
{
    /// <summary>Opens one for a caller; null where a session is not the organisation's.</summary>
    public async Task<Id<Incident>?> OpenAsync(Id<Organisation> organisation, NewIncident create, Actor actor)
    {
        var id = Id<Incident>.New(clock);
        var outcome = await grains.GetGrain<IIncidentGrain>(GrainKeys.Of(organisation.Value, id.Value)).OpenAsync(
            new(create.Title, create.Severity, create.SourceKind, create.Source, [.. create.SessionIds], actor.Id, actor.Name));
        return outcome == IncidentOutcome.Done ? id : null;
    }

    /// <summary>Opens one because a rule says so, about the session in which it matched.</summary>
    public Task<Id<Incident>?> OpenByRuleAsync(Id<Organisation> organisation, string rule, string severity, Id<Session> session)
    {
        TenantContext.EnterSystem();
        return OpenAsync(organisation, new($"Rule {rule} matched", severity, "rule", rule, [session.Value]), Actor.System);
    }
}
