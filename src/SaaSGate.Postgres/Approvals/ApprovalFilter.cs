namespace SaaSGate.Postgres.Approvals;

/// <summary>Which approvals a list shows.</summary>
/// <param name="Waiting">True for those that wait, false for those that have ended, null for all.</param>
/// <param name="Mine">Only those that the reader is asked about and may decide.</param>
/// <param name="SkillId">Only those of one skill.</param>
/// <param name="Like">Only those like this one: of its skill and rule, with its tools and destination.</param>
/// <param name="Ending">What ends soonest first, instead of the newest.</param>
/// <param name="LastAt">When the last one known was made, or ends; null for the first.</param>
/// <param name="LastId">Id of the last one known.</param>
/// <param name="Limit">How many at most.</param>
public sealed record ApprovalFilter(
    bool? Waiting = null, bool Mine = false, string? SkillId = null, string? Like = null, bool Ending = false, DateTimeOffset? LastAt = null, string? LastId = null, int Limit = 50);
