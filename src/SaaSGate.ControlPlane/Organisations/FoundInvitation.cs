namespace SaaSGate.ControlPlane.Organisations;

/// <summary>What a link invites to.</summary>
/// <param name="OrganisationName">Who invites.</param>
/// <param name="InvitedByName">The person of it who does.</param>
/// <param name="Email">The address of who is invited; they sign in with it.</param>
/// <param name="DisplayName">The name that they will have.</param>
/// <param name="Roles">Names of the roles that they will have.</param>
/// <param name="ExpiresAt">Until when the link works.</param>
internal sealed record FoundInvitation(string OrganisationName, string InvitedByName, string Email, string DisplayName, IReadOnlyList<string> Roles, DateTimeOffset ExpiresAt);
