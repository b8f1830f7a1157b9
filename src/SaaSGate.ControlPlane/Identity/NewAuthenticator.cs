namespace SaaSGate.ControlPlane.Identity;

/// <summary>What an authenticator app is to take up; shown this once.</summary>
/// <param name="Secret">To be typed in, base32.</param>
/// <param name="Address">The same for a link or a picture, <c>otpauth://…</c></param>
internal sealed record NewAuthenticator(string Secret, string Address);
