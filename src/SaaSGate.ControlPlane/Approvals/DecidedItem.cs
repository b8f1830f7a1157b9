namespace SaaSGate.ControlPlane.Approvals;

/// <summary>What became of one decision of many.</summary>
/// <param name="Id">The approval.</param>
/// <param name="Problem">Code of the problem; null where the decision holds, or counts as a vote.</param>
/// <param name="State">How the approval stands now; null where there is none to be seen.</param>
/// <param name="ByName">Who decided.</param>
/// <param name="At">When.</param>
internal sealed record DecidedItem(string Id, string? Problem, string? State, string? ByName, DateTimeOffset? At);
