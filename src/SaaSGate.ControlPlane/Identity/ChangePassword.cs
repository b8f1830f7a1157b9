namespace SaaSGate.ControlPlane.Identity;

/// <summary>A person sets another password.</summary>
/// <param name="CurrentPassword">The one that they have.</param>
/// <param name="NewPassword">The new one, of at least 12 characters.</param>
/// <param name="Code">The code of an authenticator app, or a recovery code, where the account asks for one.</param>
internal sealed record ChangePassword(string CurrentPassword, string NewPassword, string? Code = null);
