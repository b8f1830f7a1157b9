namespace SaaSGate.ControlPlane.Incidents;

/// <summary>A note to add.</summary>
/// <param name="Text">Plain text of at most 10,000 characters. It stays as it is.</param>
internal sealed record AddIncidentNote(string Text);
