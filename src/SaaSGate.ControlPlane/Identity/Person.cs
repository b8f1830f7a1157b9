namespace SaaSGate.ControlPlane.Identity;

/// <summary>A person who can sign in.</summary>
/// <param name="Id">The person's id, <c>usr_…</c>.</param>
/// <param name="Email">The person's e-mail address.</param>
/// <param name="DisplayName">The person's name.</param>
internal sealed record Person(string Id, string Email, string DisplayName);
