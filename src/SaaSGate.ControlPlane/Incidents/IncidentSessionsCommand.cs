namespace SaaSGate.ControlPlane.Incidents;

/// <summary>Sessions for an incident.</summary>
/// <param name="SessionIds">Which.</param>
/// <param name="ActorId">Who.</param>
/// <param name="ActorName">Name of who.</param>
[GenerateSerializer, Immutable, Alias("incident-sessions-command")]
internal sealed record IncidentSessionsCommand(
    [property: Id(0)] string[] SessionIds, [property: Id(1)] string ActorId, [property: Id(2)] string ActorName);
