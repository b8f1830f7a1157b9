using Npgsql;

namespace SaaSGate.Postgres.Batches;

/// <summary>Batches of stopped skills, in the transaction of whatever stops them, or lets them go on.</summary>
internal static class StoppedBatches
{
    /// <summary>Brings up to date which of the organisation's batches are to be cancelled. It waits for no log.</summary>
    public static Task<int> StopBatchesAsync(this NpgsqlConnection connection, TimeProvider clock, CancellationToken cancellationToken) =>
        connection.RunAsync("select tenant.stop_batches(@now)", new { now = clock.GetUtcNow() }, cancellationToken);
}
