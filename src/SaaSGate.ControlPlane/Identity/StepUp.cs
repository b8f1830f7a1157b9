namespace SaaSGate.ControlPlane.Identity;

/// <summary>A person shows once more who they are.</summary>
/// <param name="Password">The password.</param>
internal sealed record StepUp(string Password);
