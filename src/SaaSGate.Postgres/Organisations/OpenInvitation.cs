namespace SaaSGate.Postgres.Organisations;

/// <summary>An invitation whose link works, as whoever has the link may see it.</summary>
/// <param name="Id">The invitation's id, <c>mbi_…</c>.</param>
/// <param name="OrganisationName">Who invites.</param>
/// <param name="CreatedById">The person of it who does.</param>
/// <param name="CreatedByName">That person's name.</param>
/// <param name="Email">The address of who is invited.</param>
/// <param name="DisplayName">The name that they will have.</param>
/// <param name="Roles">Names of the roles that they will have.</param>
/// <param name="ExpiresAt">Until when the link works.</param>
/// <param name="ProviderNeeded">Whether a password opens nothing of the organisation for that address by now.</param>
public sealed record OpenInvitation(
    string Id, string OrganisationName, string CreatedById, string CreatedByName, string Email, string DisplayName, IReadOnlyList<string> Roles, DateTimeOffset ExpiresAt, bool ProviderNeeded);
