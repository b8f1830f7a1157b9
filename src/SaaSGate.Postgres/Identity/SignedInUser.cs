namespace SaaSGate.Postgres.Identity;

/// <summary>A person as known by a sign-in.</summary>
/// <param name="Id">The person's id, <c>usr_…</c>.</param>
/// <param name="Email">The person's e-mail address.</param>
/// <param name="DisplayName">The person's name.</param>
public sealed record SignedInUser(string Id, string Email, string DisplayName);
