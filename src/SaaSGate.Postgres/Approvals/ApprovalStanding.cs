namespace SaaSGate.Postgres.Approvals;

/// <summary>How an approval stands.</summary>
/// <param name="State">pending, approved, denied, expired, consumed or cancelled.</param>
/// <param name="ExpiresAt">When the wait ends; once approved, when the approval does.</param>
public sealed record ApprovalStanding(string State, DateTimeOffset ExpiresAt);
