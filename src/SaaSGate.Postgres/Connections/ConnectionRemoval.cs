using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Connections;

/// <summary>What came of removing a connection.</summary>
/// <param name="Outcome">Whether it was removed, or why not.</param>
/// <param name="Skills">Names of the skills that still use it.</param>
/// <param name="Batches">How many batches run at Claude with its credential.</param>
/// <param name="JustUsed">Whether it was used within the last minutes.</param>
/// <param name="Told">What portals are to be told.</param>
public sealed record ConnectionRemoval(ConnectionRemovalOutcome Outcome, IReadOnlyList<string>? Skills = null, long Batches = 0, bool JustUsed = false, FeedEvent? Told = null);
