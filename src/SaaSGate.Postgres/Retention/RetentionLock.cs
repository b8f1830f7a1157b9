using Npgsql;

namespace SaaSGate.Postgres.Retention;

/// <summary>
/// One at a time: a step that deletes, a change of what is deleted, a hold that begins. Who has been told that something is held
/// may rely on it: no step that did not see the hold deletes after that.
/// </summary>
internal static class RetentionLock
{
    /// <summary>Takes it to the end of the transaction. First of all locks.</summary>
    public static Task<int> LockRetentionAsync(this NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.RunAsync("select pg_advisory_xact_lock(hashtextextended('retention ' || tenant.current_organisation(), 0))", null, cancellationToken);
}
