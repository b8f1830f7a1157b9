namespace SaaSGate.Postgres.Scim;

/// <summary>What is listed.</summary>
/// <param name="Filter">Which; null for all.</param>
/// <param name="SortBy">By what; null for the order in which they came.</param>
/// <param name="Descending">From the end.</param>
/// <param name="StartIndex">From which one on, beginning with 1.</param>
/// <param name="Count">How many at most; 0 counts only.</param>
/// <param name="WithMembers">Whether the people of groups are wanted, or the groups of people.</param>
public sealed record DirectoryQuery(ScimFilter? Filter, ScimPath? SortBy, bool Descending, int StartIndex, int Count, bool WithMembers = true);
