namespace SaaSGate.Postgres.Scim;

/// <summary>More of a directory than fits; nothing of the change holds.</summary>
/// <param name="what">What there are too many of.</param>
public sealed class DirectoryFullException(string what) : Exception(what);
