namespace SaaSGate.Postgres.Approvals;

/// <summary>How an approval stands: whoever comes second is told by whom and when.</summary>
/// <param name="State">pending, approved, denied, expired, consumed or cancelled.</param>
/// <param name="ByName">Who decided; null where nobody did.</param>
/// <param name="At">When.</param>
public sealed record ApprovalVerdict(string State, string? ByName, DateTimeOffset? At);
