using System.Text.Json;

namespace SaaSGate.Postgres.Audit;

/// <summary>Who did what.</summary>
/// <param name="Id">Its id, <c>aud_…</c>.</param>
/// <param name="At">When.</param>
/// <param name="ActorName">Who.</param>
/// <param name="Action">Stable code, such as <c>skill.stopped</c>.</param>
/// <param name="Target">Id of what it was done to.</param>
/// <param name="Detail">Facts that belong to the action; an object.</param>
public sealed record AuditLine(string Id, DateTimeOffset At, string ActorName, string Action, string? Target, JsonElement Detail);
