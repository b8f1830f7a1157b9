namespace SaaSGate.ControlPlane.Policies;

/// <summary>A policy's next version.</summary>
/// <param name="Document">The rules, YAML.</param>
internal sealed record UpdatePolicy(string Document);
