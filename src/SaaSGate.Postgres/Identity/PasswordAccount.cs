namespace SaaSGate.Postgres.Identity;

/// <summary>An account with a password.</summary>
/// <param name="Id">The person's id, <c>usr_…</c>.</param>
/// <param name="Email">The account's address, which no organisation has set.</param>
/// <param name="DisplayName">The person's name.</param>
/// <param name="Stamp">The security stamp, which changes with the password.</param>
public sealed record PasswordAccount(string Id, string Email, string DisplayName, string Stamp);
