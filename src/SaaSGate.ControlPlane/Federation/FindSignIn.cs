namespace SaaSGate.ControlPlane.Federation;

/// <summary>Somebody wants to sign in.</summary>
/// <param name="Email">E-mail address.</param>
internal sealed record FindSignIn(string Email);
