namespace SaaSGate.Postgres.Approvals;

/// <summary>Somebody stands in.</summary>
/// <param name="From">From when.</param>
/// <param name="Until">Until when, exclusive.</param>
/// <param name="UserId">Who.</param>
public sealed record OnCallOverride(DateTimeOffset From, DateTimeOffset Until, string UserId);
