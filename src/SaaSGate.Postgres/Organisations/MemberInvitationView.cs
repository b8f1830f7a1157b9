namespace SaaSGate.Postgres.Organisations;

/// <summary>Somebody who was asked to join, and has not yet.</summary>
/// <param name="Id">The invitation's id, <c>mbi_…</c>.</param>
/// <param name="Email">The address of who is invited.</param>
/// <param name="DisplayName">The name that they will have.</param>
/// <param name="Roles">Names of the roles that they will have.</param>
/// <param name="CreatedAt">When they were invited.</param>
/// <param name="CreatedByName">By whom.</param>
/// <param name="ExpiresAt">Until when the link works.</param>
public sealed record MemberInvitationView(
    string Id, string Email, string DisplayName, IReadOnlyList<string> Roles, DateTimeOffset CreatedAt, string CreatedByName, DateTimeOffset ExpiresAt);
