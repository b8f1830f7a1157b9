namespace SaaSGate.Postgres.Incidents;

/// <summary>What of an incident is to change; null stays.</summary>
/// <param name="Title">One line.</param>
/// <param name="Severity">low, medium or high.</param>
/// <param name="Status">open, contained or closed.</param>
public sealed record IncidentEdit(string? Title, string? Severity, string? Status);
