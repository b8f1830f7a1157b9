namespace SaaSGate.Postgres.Scim;

/// <summary>A part of a list.</summary>
/// <typeparam name="T">User or group.</typeparam>
/// <param name="Total">How many match.</param>
/// <param name="Items">Those of the part.</param>
public sealed record DirectoryPage<T>(int Total, IReadOnlyList<T> Items);
