namespace SaaSGate.ControlPlane.Incidents;

/// <summary>What of an incident is to change; what is absent stays.</summary>
/// <param name="Title">One line.</param>
/// <param name="Severity">low, medium or high.</param>
/// <param name="Status">open, contained or closed.</param>
internal sealed record UpdateIncident(string? Title = null, string? Severity = null, string? Status = null);
