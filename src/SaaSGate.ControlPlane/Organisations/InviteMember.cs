namespace SaaSGate.ControlPlane.Organisations;

/// <summary>Somebody is asked to join the organisation with a password of their own.</summary>
/// <param name="Email">E-mail address; they sign in with it.</param>
/// <param name="DisplayName">The name that they will have here.</param>
/// <param name="Roles">Names of roles: nothing that who invites may not do.</param>
internal sealed record InviteMember(string Email, string DisplayName, IReadOnlyList<string> Roles);
