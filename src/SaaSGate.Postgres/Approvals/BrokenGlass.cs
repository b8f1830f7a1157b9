namespace SaaSGate.Postgres.Approvals;

/// <summary>An approval that an admin gave past everyone whom the rule asks.</summary>
/// <param name="ApprovalId">Which.</param>
/// <param name="SkillName">Of which skill.</param>
/// <param name="Rule">The rule that held it.</param>
/// <param name="Severity">low, medium or high.</param>
/// <param name="Summary">One line on what it wanted, masked.</param>
/// <param name="Person">Who broke the glass.</param>
/// <param name="ByName">The name.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
/// <param name="IncidentId">The incident that was opened.</param>
/// <param name="ReviewDueAt">Until when somebody else should look at it.</param>
/// <param name="ReviewedAt">When somebody did.</param>
/// <param name="ReviewedByName">Who.</param>
/// <param name="Justified">What they thought of it.</param>
/// <param name="ReviewNote">And why.</param>
public sealed record BrokenGlass(
    string ApprovalId,
    string SkillName,
    string Rule,
    string Severity,
    string Summary,
    string Person,
    string ByName,
    string Reason,
    DateTimeOffset At,
    string IncidentId,
    DateTimeOffset ReviewDueAt,
    DateTimeOffset? ReviewedAt,
    string? ReviewedByName,
    bool? Justified,
    string? ReviewNote);
