namespace SaaSGate.Postgres.Scim;

/// <summary>An attribute that has a column.</summary>
internal sealed record FilterColumn(string Sql, FilterColumnKind Kind);
