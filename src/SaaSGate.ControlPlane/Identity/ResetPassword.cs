namespace SaaSGate.ControlPlane.Identity;

/// <summary>Somebody sets another password by a mailed link.</summary>
/// <param name="Token">What stands behind its #.</param>
/// <param name="NewPassword">The new one, of at least 12 characters.</param>
internal sealed record ResetPassword(string Token, string NewPassword);
