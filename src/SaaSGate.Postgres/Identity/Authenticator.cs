namespace SaaSGate.Postgres.Identity;

/// <summary>An authenticator app of a person.</summary>
/// <param name="SecretSealed">What it shares with SaaSGate, sealed.</param>
/// <param name="ConfirmedAt">Since when its codes are asked for; null before.</param>
/// <param name="RecoveryLeft">How many recovery codes are left.</param>
public sealed record Authenticator(byte[] SecretSealed, DateTimeOffset? ConfirmedAt, int RecoveryLeft);
