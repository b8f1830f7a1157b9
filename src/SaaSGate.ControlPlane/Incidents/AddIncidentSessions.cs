namespace SaaSGate.ControlPlane.Incidents;

/// <summary>Sessions to add.</summary>
/// <param name="SessionIds">Which.</param>
internal sealed record AddIncidentSessions(IReadOnlyList<string> SessionIds);
