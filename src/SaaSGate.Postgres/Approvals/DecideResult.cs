using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Approvals;

/// <summary>What became of a decision, and which feeds tell of it.</summary>
/// <param name="Outcome">Whether it holds.</param>
/// <param name="Feeds">For the owner and its partners; empty unless something changed.</param>
/// <param name="Verdict">How the approval stands now; null when there is none to be seen.</param>
/// <param name="Owner">The organisation that owns the approval; null when there is none to be seen.</param>
public sealed record DecideResult(DecideOutcome Outcome, IReadOnlyList<FeedAppended> Feeds, ApprovalVerdict? Verdict = null, string? Owner = null);
