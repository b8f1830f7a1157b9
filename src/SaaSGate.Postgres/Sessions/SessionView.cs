namespace SaaSGate.Postgres.Sessions;

/// <summary>Somebody looked at what was recorded.</summary>
/// <param name="Id">The entry of the audit log, <c>aud_…</c>.</param>
/// <param name="At">When; looking again within a quarter of an hour counts as the same.</param>
/// <param name="ActorId">Who: a person or a token.</param>
/// <param name="ActorName">Their name then.</param>
public sealed record SessionView(string Id, DateTimeOffset At, string ActorId, string ActorName);
