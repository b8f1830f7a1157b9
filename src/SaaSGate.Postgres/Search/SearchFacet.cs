namespace SaaSGate.Postgres.Search;

/// <summary>How often a value stands among what was found.</summary>
/// <param name="Kind">As in <see cref="SearchQuery.Tags"/>.</param>
/// <param name="Value">What to filter by.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Count">Turns, of those counted.</param>
public sealed record SearchFacet(string Kind, string Value, string Name, long Count);
