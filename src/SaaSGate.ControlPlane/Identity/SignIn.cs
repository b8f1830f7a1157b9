namespace SaaSGate.ControlPlane.Identity;

/// <summary>What a person types to sign in.</summary>
/// <param name="Email">E-mail address.</param>
/// <param name="Password">Password.</param>
/// <param name="Code">The code of an authenticator app, or a recovery code, where the account asks for one.</param>
internal sealed record SignIn(string Email, string Password, string? Code = null);
