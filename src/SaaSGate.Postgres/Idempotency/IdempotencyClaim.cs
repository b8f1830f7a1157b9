using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Idempotency;

/// <summary>A key that a request has claimed, and works under. It stands while the key's row has one of its times.</summary>
/// <param name="organisation">Where.</param>
/// <param name="actor">Whose key.</param>
/// <param name="key">The key.</param>
/// <param name="at">When it was claimed.</param>
public sealed class IdempotencyClaim(Id<Organisation> organisation, string actor, string key, DateTimeOffset at)
{
    internal Id<Organisation> Organisation => organisation;

    internal string Actor => actor;

    internal string Key => key;

    /// <summary>When it was claimed, and each time that it was, or may have been, renewed.</summary>
    internal List<DateTimeOffset> Times { get; } = [at];
}
