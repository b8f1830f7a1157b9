namespace SaaSGate.Postgres.Policies;

/// <summary>An ordered set of rules, with the version in force.</summary>
/// <param name="Id">Its id, <c>pol_…</c>.</param>
/// <param name="Name">Its name, unique in the organisation.</param>
/// <param name="ActiveVersion">The version in force; the ETag.</param>
/// <param name="Document">The rules of that version, YAML as written.</param>
/// <param name="UpdatedAt">When that version was written.</param>
/// <param name="UpdatedByName">Who wrote it.</param>
public sealed record PolicyView(string Id, string Name, long ActiveVersion, string Document, DateTimeOffset UpdatedAt, string UpdatedByName);
