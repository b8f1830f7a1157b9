namespace SaaSGate.ControlPlane.Policies;

/// <summary>A document to be read as gateways would, and tried on its own tests.</summary>
/// <param name="Document">The rules, YAML.</param>
/// <param name="Scope">Which skills it is for; the organisation when absent.</param>
internal sealed record CheckPolicy(string Document, string? Scope = null);
