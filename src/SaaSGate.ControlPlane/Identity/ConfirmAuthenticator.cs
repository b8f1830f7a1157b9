namespace SaaSGate.ControlPlane.Identity;

/// <summary>A first code of an authenticator app.</summary>
/// <param name="Code">Six digits.</param>
internal sealed record ConfirmAuthenticator(string Code);
