namespace SaaSGate.Postgres.Scim;

/// <summary>A group as the organisation's directory keeps it.</summary>
/// <param name="Id">Its id, <c>dgr_…</c>.</param>
/// <param name="DisplayName">Its name, as sent.</param>
/// <param name="ExternalId">The directory's id; null for none.</param>
/// <param name="Resource">What was sent, a JSON object without members.</param>
/// <param name="Members">Its people: a JSON array of <c>{value, display}</c>; null where they were not asked for.</param>
/// <param name="CreatedAt">When it came.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
/// <param name="Version">Grows with every change.</param>
public sealed record DirectoryGroup(
    string Id, string DisplayName, string? ExternalId, string Resource, string? Members, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Version);
