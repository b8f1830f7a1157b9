namespace SaaSGate.ControlPlane.Incidents;

/// <summary>Something done to an incident.</summary>
/// <param name="What">The id of what it is done with; of a note its text.</param>
/// <param name="ActorId">Who.</param>
/// <param name="ActorName">Name of who.</param>
[GenerateSerializer, Immutable, Alias("incident-command")]
internal sealed record IncidentCommand(
    [property: Id(0)] string What, [property: Id(1)] string ActorId, [property: Id(2)] string ActorName);
