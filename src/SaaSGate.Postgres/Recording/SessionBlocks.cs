namespace SaaSGate.Postgres.Recording;

/// <summary>The blocks that a session has of one month, with those that a batch adds. Blocks are shared within one session and month.</summary>
/// <param name="sessionId">The session.</param>
/// <param name="month">First day of the month, UTC.</param>
internal sealed class SessionBlocks(string sessionId, DateOnly month)
{
    private readonly Dictionary<BlockHash, KnownBlock> _blocks = [];

    public string SessionId => sessionId;

    public DateOnly Month => month;

    public int Count => _blocks.Count;

    /// <summary>The first day of the month that an exchange is kept in.</summary>
    public static DateOnly MonthOf(DateTimeOffset startedAt) => new(startedAt.UtcDateTime.Year, startedAt.UtcDateTime.Month, 1);

    public KnownBlock? Find(BlockHash hash) => _blocks.GetValueOrDefault(hash);

    /// <summary>The first of two that are the same stays: either is whole.</summary>
    public void Add(BlockHash hash, KnownBlock block) => _blocks.TryAdd(hash, block);
}
