namespace SaaSGate.Postgres.Scim;

/// <summary>What a person is to be.</summary>
/// <param name="UserName">The directory's name of them, unique in any letters.</param>
/// <param name="ExternalId">The directory's id; null for none.</param>
/// <param name="DisplayName">A name for people.</param>
/// <param name="Email">An e-mail address; empty for none.</param>
/// <param name="Active">Whether they are here.</param>
/// <param name="Resource">What was sent, a JSON object.</param>
public sealed record DirectoryUserDraft(string UserName, string? ExternalId, string DisplayName, string Email, bool Active, string Resource);
