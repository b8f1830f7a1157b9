namespace SaaSGate.ControlPlane.Incidents;

/// <summary>What of an incident is to change; null stays.</summary>
/// <param name="Expected">The version that the author read.</param>
/// <param name="Title">One line.</param>
/// <param name="Severity">low, medium or high.</param>
/// <param name="Status">open, contained or closed.</param>
/// <param name="ActorId">Who.</param>
/// <param name="ActorName">Name of who.</param>
[GenerateSerializer, Immutable, Alias("edit-incident-command")]
internal sealed record EditIncidentCommand(
    [property: Id(0)] long Expected, [property: Id(1)] string? Title, [property: Id(2)] string? Severity, [property: Id(3)] string? Status, [property: Id(4)] string ActorId, [property: Id(5)] string ActorName);
