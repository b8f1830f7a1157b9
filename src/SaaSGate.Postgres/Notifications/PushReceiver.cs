namespace SaaSGate.Postgres.Notifications;

/// <summary>A browser of somebody who may decide.</summary>
/// <param name="Id"><c>psh_…</c>.</param>
/// <param name="UserId">Whose.</param>
/// <param name="LeastSeverity">low, medium or high: what is less is not told, unless a rule names one of the groups.</param>
/// <param name="FromPosition">Place in the feed: it is told of what comes after.</param>
/// <param name="Groups">Names of groups that the person is in.</param>
public sealed record PushReceiver(string Id, string UserId, string LeastSeverity, long FromPosition, IReadOnlyList<string> Groups);
