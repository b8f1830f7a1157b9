using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Approvals;

/// <summary>What became of a decision, and which feeds tell of it.</summary>
/// <param name="Outcome">Whether it holds.</param>
/// <param name="Feeds">For the owner and its partners; empty unless decided.</param>
public sealed record DecideResult(DecideOutcome Outcome, IReadOnlyList<FeedAppended> Feeds);
