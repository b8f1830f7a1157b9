namespace SaaSGate.Postgres.Search;

/// <summary>What was found.</summary>
/// <param name="Items">Turns, in the order asked for.</param>
/// <param name="Next">Cursor of the turns that follow; null at the end.</param>
/// <param name="Instead">Words that were looked for in place of others.</param>
/// <param name="Found">How many turns there are, up to <paramref name="CountedAtMost"/>; null on later parts.</param>
/// <param name="CountedAtMost">Where counting ends: when <paramref name="Found"/> is this many, there may be more, and facets count the newest of them.</param>
/// <param name="Facets">Values among the counted turns, the most frequent first of each kind; null on later parts.</param>
public sealed record SearchResult(
    IReadOnlyList<SearchHit> Items, string? Next, IReadOnlyList<SearchInstead> Instead, long? Found, int CountedAtMost, IReadOnlyList<SearchFacet>? Facets);
