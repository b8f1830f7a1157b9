using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Organisations;

/// <summary>Somebody who was asked to join, and has not yet.</summary>
/// <param name="Id">The invitation's id, <c>mbi_…</c>.</param>
/// <param name="Email">The address of who is invited.</param>
/// <param name="DisplayName">The name that they will have.</param>
/// <param name="Roles">Names of the roles that they will have.</param>
/// <param name="CreatedAt">When they were invited.</param>
/// <param name="CreatedByName">By whom.</param>
/// <param name="ExpiresAt">Until when the link works.</param>
/// <param name="State">
/// waiting: the link works, unless it is past its expiry. Otherwise it opens nothing: joined where somebody has the address here, provider where whoever has it
/// signs in at an identity provider alone, void where who invited may not give these roles any more, or a role is gone.
/// </param>
public sealed record MemberInvitationView(
    string Id, string Email, string DisplayName, IReadOnlyList<string> Roles, DateTimeOffset CreatedAt, string CreatedByName, DateTimeOffset ExpiresAt,
    [property: AllowedValues("waiting", "joined", "provider", "void")] string State);
