namespace SaaSGate.ControlPlane.Identity;

/// <summary>A person shows once more who they are.</summary>
/// <param name="Password">The password.</param>
/// <param name="Code">The code of an authenticator app, or a recovery code, where the account asks for one.</param>
internal sealed record StepUp(string Password, string? Code = null);
