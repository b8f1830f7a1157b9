namespace SaaSGate.Postgres.Evidence;

/// <summary>Where a content block is.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Month">First day of the month of the exchange, UTC.</param>
/// <param name="Hash">SHA-256 of the masked bytes, in hexadecimal.</param>
internal readonly record struct BlockKey(string SessionId, DateOnly Month, string Hash)
{
    public static BlockKey Of(string sessionId, DateTimeOffset startedAt, byte[] hash) =>
        new(sessionId, new(startedAt.UtcDateTime.Year, startedAt.UtcDateTime.Month, 1), Convert.ToHexString(hash));
}
