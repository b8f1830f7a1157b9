namespace SaaSGate.Postgres.Approvals;

/// <summary>One of a group.</summary>
/// <param name="Id">A person, <c>usr_…</c>, or a partner, <c>org_…</c>: then any of its reviewers.</param>
/// <param name="Name">The name.</param>
public sealed record ReviewerGroupMember(string Id, string Name);
