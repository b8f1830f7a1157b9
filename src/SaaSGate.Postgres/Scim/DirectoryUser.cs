namespace SaaSGate.Postgres.Scim;

/// <summary>A person as the organisation's directory keeps them.</summary>
/// <param name="Id">The person's id, <c>usr_…</c>.</param>
/// <param name="UserName">The directory's name of them, as sent.</param>
/// <param name="ExternalId">The directory's id; null for none.</param>
/// <param name="Active">Whether they are here.</param>
/// <param name="Resource">What was sent, a JSON object.</param>
/// <param name="Groups">Their groups, by id.</param>
/// <param name="CreatedAt">When they came.</param>
/// <param name="UpdatedAt">When they were last changed.</param>
/// <param name="Version">Grows with every change.</param>
public sealed record DirectoryUser(
    string Id, string UserName, string? ExternalId, bool Active, string Resource, IReadOnlyList<DirectoryGroupName> Groups, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Version);
