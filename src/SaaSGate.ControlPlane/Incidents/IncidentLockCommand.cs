namespace SaaSGate.ControlPlane.Incidents;

/// <summary>Something to stop because of an incident.</summary>
/// <param name="Kind">skill, session, person or credential.</param>
/// <param name="TargetId">Its id.</param>
/// <param name="Reason">For everyone who meets the lock later.</param>
/// <param name="ActorId">Who.</param>
/// <param name="ActorName">Name of who.</param>
[GenerateSerializer, Immutable, Alias("incident-lock-command")]
internal sealed record IncidentLockCommand(
    [property: Id(0)] string Kind, [property: Id(1)] string TargetId, [property: Id(2)] string Reason, [property: Id(3)] string ActorId, [property: Id(4)] string ActorName);
