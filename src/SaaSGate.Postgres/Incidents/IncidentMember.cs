namespace SaaSGate.Postgres.Incidents;

/// <summary>A person who works on an incident.</summary>
/// <param name="UserId">The person, <c>usr_…</c>.</param>
/// <param name="Name">Name.</param>
/// <param name="AddedAt">Since when.</param>
public sealed record IncidentMember(
    string UserId, string Name, DateTimeOffset AddedAt);
