namespace SaaSGate.ControlPlane.Identity;

/// <summary>Somebody has lost a password.</summary>
/// <param name="Email">The account's e-mail address.</param>
internal sealed record ForgottenPassword(string Email);
