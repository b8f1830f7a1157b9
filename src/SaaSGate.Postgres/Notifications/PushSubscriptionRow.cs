namespace SaaSGate.Postgres.Notifications;

/// <summary>A browser that is told.</summary>
/// <param name="Id"><c>psh_…</c>.</param>
/// <param name="UserId">Whose.</param>
/// <param name="Sealed">Its endpoint and keys, sealed.</param>
/// <param name="MayDecide">Whether the person may still decide here.</param>
public sealed record PushSubscriptionRow(string Id, string UserId, byte[] Sealed, bool MayDecide);
