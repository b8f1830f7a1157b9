namespace SaaSGate.ControlPlane.Policies;

/// <summary>A policy's next version, as a draft.</summary>
/// <param name="Document">The rules, YAML. A draft may be broken; what is broken cannot be put in force.</param>
/// <param name="Scope">Which skills it is for; that of the policy when absent.</param>
/// <param name="BasedOn">The version that its author began with.</param>
/// <param name="Note">What its author says of it.</param>
internal sealed record DraftPolicy(string Document, string? Scope = null, long? BasedOn = null, string? Note = null);
