namespace SaaSGate.Postgres.Incidents;

/// <summary>A lock that was put from an incident.</summary>
/// <param name="Id">Its id, <c>lck_…</c>.</param>
/// <param name="Kind">What is stopped: skill, session, person or credential.</param>
/// <param name="TargetId">Id of what is stopped.</param>
/// <param name="TargetName">Name of what is stopped.</param>
/// <param name="Reason">Why.</param>
/// <param name="CreatedByName">Who put it.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="LiftedAt">When it was lifted; null while it holds.</param>
public sealed record IncidentLock(
    string Id, string Kind, string TargetId, string TargetName, string Reason, string CreatedByName, DateTimeOffset CreatedAt, DateTimeOffset? LiftedAt);
