using SaaSGate.TestKit;

namespace SaaSGate.Postgres.Tests;

/// <summary>For tests in which one transaction waits for another.</summary>
internal static class LockWaits
{
    /// <summary>Returns when somebody in this database waits for a lock, or the work is over without having waited.</summary>
    public static Task UntilItWaitsAsync(this Database database, Task work) => Bounded.UntilAsync(async () =>
    {
        await using var look = database.Owner.CreateCommand("select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')");
        return work.IsCompleted || await look.ExecuteScalarAsync(Bounded.Cancellation) is true;
    });
}
