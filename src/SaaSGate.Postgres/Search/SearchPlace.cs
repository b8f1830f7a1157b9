namespace SaaSGate.Postgres.Search;

/// <summary>Where a list of turns goes on.</summary>
/// <param name="BestFirst">Whether the best come first, among the newest <see cref="SearchStore.RankedAtMost"/>; else the newest.</param>
/// <param name="At">Newest first: when the last one known began. Best first: the time up to which turns are ranked. Null for the beginning.</param>
/// <param name="Id">Newest first: the last one known.</param>
/// <param name="Skipped">Best first: how many are known.</param>
public sealed record SearchPlace(bool BestFirst, DateTimeOffset? At = null, string? Id = null, int Skipped = 0);
