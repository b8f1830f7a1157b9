namespace SaaSGate.ControlPlane.Approvals;

/// <summary>What changed since the last request of a skill that was approved, or since the request that a reviewer changed.</summary>
/// <param name="SinceId">The approval that it is compared with; null where there is none.</param>
/// <param name="SinceByName">Who decided that.</param>
/// <param name="SinceAt">When.</param>
/// <param name="Changes">What is other now; empty where nothing that is shown is.</param>
/// <param name="LeftOut">Parts that are other too but do not fit: the oldest turns.</param>
internal sealed record ApprovalChanges(string? SinceId, string? SinceByName, DateTimeOffset? SinceAt, IReadOnlyList<ViewChange> Changes, int LeftOut);
