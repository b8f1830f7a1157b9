namespace SaaSGate.Postgres.Organisations;

/// <summary>The key of a month's fingerprints, under the master key.</summary>
/// <param name="Month">First day of the month, UTC.</param>
/// <param name="KeySealed">The envelope.</param>
public sealed record SealedMonthKey(DateOnly Month, byte[] KeySealed);
