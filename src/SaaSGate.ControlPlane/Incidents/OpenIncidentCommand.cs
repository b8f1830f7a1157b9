namespace SaaSGate.ControlPlane.Incidents;

/// <summary>An incident to open.</summary>
/// <param name="Title">One line.</param>
/// <param name="Severity">low, medium or high.</param>
/// <param name="SourceKind">session, search or rule.</param>
/// <param name="Source">The session's id, the search's words, the rule's name.</param>
/// <param name="SessionIds">Sessions that it begins with.</param>
/// <param name="ActorId">Who.</param>
/// <param name="ActorName">Name of who.</param>
[GenerateSerializer, Immutable, Alias("open-incident-command")]
internal sealed record OpenIncidentCommand(
    [property: Id(0)] string Title, [property: Id(1)] string Severity, [property: Id(2)] string SourceKind, [property: Id(3)] string? Source, [property: Id(4)] string[] SessionIds, [property: Id(5)] string ActorId, [property: Id(6)] string ActorName);
