using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Incidents;

namespace SaaSGate.ControlPlane.Incidents;

/// <summary>Opens incidents for people. For rules: <see cref="DueIncidents"/>.</summary>
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
}
