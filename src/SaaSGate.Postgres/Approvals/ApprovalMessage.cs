namespace SaaSGate.Postgres.Approvals;

/// <summary>What somebody said about an approval.</summary>
/// <param name="Id">Its id, <c>msg_…</c>.</param>
/// <param name="AuthorName">Who.</param>
/// <param name="ByOrganisation">Of which organisation.</param>
/// <param name="IsOwner">Whether the author owns the skill.</param>
/// <param name="Text">What.</param>
/// <param name="At">When.</param>
public sealed record ApprovalMessage(string Id, string AuthorName, string ByOrganisation, bool IsOwner, string Text, DateTimeOffset At);
