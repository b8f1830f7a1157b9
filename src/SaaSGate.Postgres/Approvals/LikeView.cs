namespace SaaSGate.Postgres.Approvals;

/// <summary>What is approved at once, for a while.</summary>
/// <param name="Id">Its id, <c>lik_…</c>.</param>
/// <param name="ApprovalId">The approval that it was given with.</param>
/// <param name="SkillId">The skill.</param>
/// <param name="SkillName">Its name at the time.</param>
/// <param name="Rule">The rule that holds.</param>
/// <param name="PolicyId">The rule's policy.</param>
/// <param name="PolicyVersion">The policy's version: another one ends it.</param>
/// <param name="Stage">request or tool_use.</param>
/// <param name="Tool">The tools.</param>
/// <param name="Destination">The destination.</param>
/// <param name="CreatedByName">Who said so, and in whose name it approves.</param>
/// <param name="ByOrganisation">Of which organisation.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="Until">Until when.</param>
/// <param name="Uses">How many it has approved.</param>
/// <param name="RevokedAt">When somebody ended it.</param>
/// <param name="RevokedByName">Who.</param>
public sealed record LikeView(
    string Id,
    string ApprovalId,
    string SkillId,
    string SkillName,
    string Rule,
    string PolicyId,
    long PolicyVersion,
    string Stage,
    string Tool,
    string Destination,
    string CreatedByName,
    string ByOrganisation,
    DateTimeOffset CreatedAt,
    DateTimeOffset Until,
    int Uses,
    DateTimeOffset? RevokedAt,
    string? RevokedByName);
