using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Approvals;

/// <summary>What became of a hold.</summary>
/// <param name="ApprovalId">The approval that counts; null when there is none because the skill cannot be held for.</param>
/// <param name="State">Its state: the same bytes may have been approved already.</param>
/// <param name="Feeds">Feeds that tell of it; empty when the approval was there before.</param>
public sealed record HoldResult(string? ApprovalId, ApprovalState State, IReadOnlyList<FeedAppended> Feeds);
