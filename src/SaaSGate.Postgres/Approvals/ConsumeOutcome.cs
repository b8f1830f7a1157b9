using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Live;

namespace SaaSGate.Postgres.Approvals;

/// <summary>Whether an attempt may send.</summary>
/// <param name="Granted">True for one attempt and never for another.</param>
/// <param name="State">The approval's state afterwards; unspecified when there is no such approval.</param>
/// <param name="Feeds">Feeds that tell of it.</param>
public sealed record ConsumeOutcome(bool Granted, ApprovalState State, IReadOnlyList<FeedAppended> Feeds);
