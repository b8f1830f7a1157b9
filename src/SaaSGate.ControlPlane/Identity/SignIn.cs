namespace SaaSGate.ControlPlane.Identity;

/// <summary>What a person types to sign in.</summary>
/// <param name="Email">E-mail address.</param>
/// <param name="Password">Password.</param>
internal sealed record SignIn(string Email, string Password);
