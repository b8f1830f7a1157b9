namespace SaaSGate.Postgres.Search;

/// <summary>Some of what was found, before it becomes a page.</summary>
/// <param name="Hits">Turns, in the order asked for.</param>
/// <param name="Until">Best first: the time up to which turns were ranked.</param>
/// <param name="Instead">Words that were looked for in place of others.</param>
/// <param name="Found">How many there are, counted up to <see cref="SearchStore.CountedAtMost"/>; null where it was not asked for.</param>
/// <param name="Facets">Null where they were not asked for.</param>
public sealed record SearchPart(IReadOnlyList<SearchHit> Hits, DateTimeOffset Until, IReadOnlyList<SearchInstead> Instead, long? Found, IReadOnlyList<SearchFacet>? Facets);
