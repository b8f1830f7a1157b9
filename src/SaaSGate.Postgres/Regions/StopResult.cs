using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Regions;

/// <summary>What a stop or its lifting did.</summary>
/// <param name="LockIds">Locks that were added or lifted now.</param>
/// <param name="Feeds">Feed events, of this organisation and of partners whose held requests ended with it.</param>
public sealed record StopResult(IReadOnlyList<string> LockIds, IReadOnlyList<FeedAppended> Feeds);
