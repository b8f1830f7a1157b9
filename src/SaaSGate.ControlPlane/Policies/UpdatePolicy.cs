namespace SaaSGate.ControlPlane.Policies;

/// <summary>A policy's next version, to be put in force at once.</summary>
/// <param name="Document">The rules, YAML.</param>
internal sealed record UpdatePolicy(string Document);
