namespace SaaSGate.ControlPlane.Identity;

/// <summary>With what a person signs in.</summary>
/// <param name="HasPassword">Whether there is a password; somebody of an identity provider has none.</param>
/// <param name="HasAuthenticator">Whether a code is asked for besides.</param>
/// <param name="RecoveryCodesLeft">How many recovery codes are left.</param>
/// <param name="Passkeys">Passkeys.</param>
internal sealed record OwnCredentials(bool HasPassword, bool HasAuthenticator, int RecoveryCodesLeft, IReadOnlyList<OwnPasskey> Passkeys);
