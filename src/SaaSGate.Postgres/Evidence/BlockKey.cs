namespace SaaSGate.Postgres.Evidence;

/// <summary>Where a content block is.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Month">First day of the month of the exchange, UTC.</param>
/// <param name="Number">Among those of its session.</param>
internal readonly record struct BlockKey(string SessionId, DateOnly Month, int Number)
{
    public static BlockKey Of(string sessionId, DateTimeOffset startedAt, int number) =>
        new(sessionId, new(startedAt.UtcDateTime.Year, startedAt.UtcDateTime.Month, 1), number);
}
