namespace SaaSGate.ControlPlane.Identity;

/// <summary>A passkey that is to open nothing any more.</summary>
/// <param name="PasskeyId">Its credential id, base64url.</param>
internal sealed record RemovePasskey(string PasskeyId);
