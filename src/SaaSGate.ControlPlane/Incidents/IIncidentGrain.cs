using SaaSGate.ControlPlane.Locks;
using SaaSGate.Postgres.Incidents;

namespace SaaSGate.ControlPlane.Incidents;

/// <summary>One incident, alive: all that is done to it is done one after the other. Key: <c>org_…/inc_…</c>.</summary>
[Alias("incident")]
internal interface IIncidentGrain : IGrainWithStringKey
{
    /// <summary>Opens it.</summary>
    [Alias("open")]
    Task<IncidentOutcome> OpenAsync(OpenIncidentCommand command);

    /// <summary>Opens it where a rule has made it due; does nothing where it is open.</summary>
    [Alias("open-due")]
    Task<IncidentOutcome> OpenDueAsync();

    /// <summary>Changes title, severity or status.</summary>
    [Alias("edit")]
    Task<IncidentOutcome> EditAsync(EditIncidentCommand command);

    /// <summary>Adds sessions.</summary>
    [Alias("add-sessions")]
    Task<IncidentOutcome> AddSessionsAsync(IncidentSessionsCommand command);

    /// <summary>Takes a session out.</summary>
    [Alias("remove-session")]
    Task<IncidentOutcome> RemoveSessionAsync(IncidentCommand command);

    /// <summary>Adds a person.</summary>
    [Alias("add-member")]
    Task<IncidentOutcome> AddMemberAsync(IncidentCommand command);

    /// <summary>Takes a person out.</summary>
    [Alias("remove-member")]
    Task<IncidentOutcome> RemoveMemberAsync(IncidentCommand command);

    /// <summary>Adds a note.</summary>
    [Alias("add-note")]
    Task<IncidentOutcome> AddNoteAsync(IncidentCommand command);

    /// <summary>Stops something because of it.</summary>
    [Alias("put-lock")]
    Task<IncidentOutcome> PutLockAsync(IncidentLockCommand command);

    /// <summary>Lifts a lock that was put from it, and every other on the same thing.</summary>
    [Alias("lift-lock")]
    Task<IncidentOutcome> LiftLockAsync(LiftCommand command);
}
