using Npgsql;

namespace SaaSGate.Postgres.Notifications;

/// <summary>The place in the feed from which an organisation's people are told.</summary>
internal static class NotificationHead
{
    /// <summary>Where the feed of the transaction's organisation is now, as an expression.</summary>
    public const string Now = "coalesce((select position from tenant.feed_heads where organisation_id = tenant.current_organisation()), 0)";

    /// <summary>Begins with what happens from now on, where it has not begun.</summary>
    public static Task<int> BeginAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => connection.RunAsync(
        $"insert into tenant.notification_heads (organisation_id, position) values (tenant.current_organisation(), {Now}) on conflict do nothing", null, cancellationToken);
}
