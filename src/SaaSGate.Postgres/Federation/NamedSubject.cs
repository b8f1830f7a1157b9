namespace SaaSGate.Postgres.Federation;

/// <summary>Whom an identity provider names.</summary>
/// <param name="Subject"><c>sub</c>, or the NameID of SAML.</param>
/// <param name="DisplayName">The person's name.</param>
/// <param name="Email">The person's e-mail address; null where it gives none.</param>
/// <param name="IsVerified">Whether the address holds: the provider says so, or its organisation trusts it there.</param>
/// <param name="Roles">What the person's groups may do.</param>
public sealed record NamedSubject(string Subject, string DisplayName, string? Email, bool IsVerified, IReadOnlyList<string> Roles);
