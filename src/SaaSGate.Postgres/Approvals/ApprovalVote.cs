namespace SaaSGate.Postgres.Approvals;

/// <summary>What one person said.</summary>
/// <param name="ByName">Who.</param>
/// <param name="ByOrganisation">Of which organisation.</param>
/// <param name="Vote">approved or denied.</param>
/// <param name="Note">A word on why.</param>
/// <param name="At">When.</param>
public sealed record ApprovalVote(string ByName, string ByOrganisation, string Vote, string? Note, DateTimeOffset At);
