namespace SaaSGate.Postgres.Federation;

/// <summary>Whom something names.</summary>
/// <param name="Subjects">Subjects of the identity provider.</param>
/// <param name="Addresses">E-mail addresses, in any letters.</param>
public sealed record NamedPeople(IReadOnlyList<string> Subjects, IReadOnlyList<string> Addresses);
