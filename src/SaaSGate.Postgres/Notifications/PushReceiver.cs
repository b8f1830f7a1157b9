namespace SaaSGate.Postgres.Notifications;

/// <summary>A browser of somebody who may decide.</summary>
/// <param name="Id"><c>psh_…</c>.</param>
/// <param name="UserId">Whose.</param>
/// <param name="LeastSeverity">low, medium or high: what is less is not told.</param>
public sealed record PushReceiver(string Id, string UserId, string LeastSeverity);
