namespace SaaSGate.ControlPlane.Incidents;

/// <summary>A person to add.</summary>
/// <param name="UserId">Who.</param>
internal sealed record AddIncidentMember(string UserId);
