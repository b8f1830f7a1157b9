namespace SaaSGate.ControlPlane.Identity;

/// <summary>From now on a code is asked for besides the password.</summary>
/// <param name="RecoveryCodes">Each works once, where the app is lost; shown this once.</param>
internal sealed record ConfirmedAuthenticator(IReadOnlyList<string> RecoveryCodes);
