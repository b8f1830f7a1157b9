using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Live;
using SaaSGate.ControlPlane.Locks;
using SaaSGate.Postgres.Incidents;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.ControlPlane.Incidents;

/// <inheritdoc cref="IIncidentGrain"/>
internal sealed class IncidentGrain(IncidentChangeStore incidents, LiveNotices notices) : Grain, IIncidentGrain
{
    public Task<IncidentOutcome> OpenAsync(OpenIncidentCommand command) => ToldAsync(incidents.OpenAsync(
        Organisation, Self, new(command.Title, command.Severity, command.SourceKind, command.Source, command.SessionIds), new(command.ActorId, command.ActorName), CancellationToken.None));

    public Task<IncidentOutcome> OpenDueAsync() => ToldAsync(incidents.OpenDueAsync(Organisation, Self, CancellationToken.None));

    public Task<IncidentOutcome> EditAsync(EditIncidentCommand command) => ToldAsync(incidents.UpdateAsync(
        Organisation, Self, command.Expected, new(command.Title, command.Severity, command.Status), new(command.ActorId, command.ActorName), CancellationToken.None));

    public Task<IncidentOutcome> AddSessionsAsync(IncidentSessionsCommand command) =>
        ToldAsync(incidents.AddSessionsAsync(Organisation, Self, command.SessionIds, new(command.ActorId, command.ActorName), CancellationToken.None));

    public Task<IncidentOutcome> RemoveSessionAsync(IncidentCommand command) =>
        ToldAsync(incidents.RemoveSessionAsync(Organisation, Self, command.What, new(command.ActorId, command.ActorName), CancellationToken.None));

    public Task<IncidentOutcome> AddMemberAsync(IncidentCommand command) =>
        ToldAsync(incidents.AddMemberAsync(Organisation, Self, command.What, new(command.ActorId, command.ActorName), CancellationToken.None));

    public Task<IncidentOutcome> RemoveMemberAsync(IncidentCommand command) =>
        ToldAsync(incidents.RemoveMemberAsync(Organisation, Self, command.What, new(command.ActorId, command.ActorName), CancellationToken.None));

    public Task<IncidentOutcome> AddNoteAsync(IncidentCommand command) =>
        ToldAsync(incidents.AddNoteAsync(Organisation, Self, command.What, new(command.ActorId, command.ActorName), CancellationToken.None));

    public Task<IncidentOutcome> PutLockAsync(IncidentLockCommand command) => ToldAsync(incidents.PutLockAsync(
        Organisation, Self, new StopTarget(Organisation, StopKinds.Parse(command.Kind), command.TargetId), command.Reason, new(command.ActorId, command.ActorName), CancellationToken.None));

    public Task<IncidentOutcome> LiftLockAsync(LiftCommand command) =>
        ToldAsync(incidents.LiftLockAsync(Organisation, Self, command.What, command.ToLifter(), CancellationToken.None));

    private Id<Organisation> Organisation => Id<Organisation>.Parse(GrainKeys.OrganisationOf(this.GetPrimaryKeyString())!);

    private Id<Incident> Self => Id<Incident>.Parse(GrainKeys.IdOf(this.GetPrimaryKeyString()));

    private async Task<IncidentOutcome> ToldAsync(Task<IncidentChange> changing)
    {
        var change = await changing;
        notices.FeedAdvanced(change.Feeds);
        return change.Outcome;
    }
}
