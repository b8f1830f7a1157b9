namespace SaaSGate.Postgres.Search;

/// <summary>A word that no recording of the organisation holds, and what was looked for instead.</summary>
/// <param name="Word">As typed.</param>
/// <param name="Words">Words that look like it and do stand in recordings.</param>
public sealed record SearchInstead(string Word, IReadOnlyList<string> Words);
