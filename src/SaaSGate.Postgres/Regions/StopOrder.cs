using Npgsql;

namespace SaaSGate.Postgres.Regions;

/// <summary>
/// Stops and holds of an organisation, one behind the other: a hold sees the stop, or the stop sees what is held and ends it. Neither sees what the other
/// has not committed yet, so without this a request could go on waiting, and be approved, behind a stop.
/// </summary>
internal static class StopOrder
{
    private const string Name = "hashtextextended('stop ' || tenant.current_organisation(), 0)";

    private const string Stop = $"select pg_advisory_xact_lock({Name})";

    /// <summary>Waits for stops that are being written. Holds do not wait for each other.</summary>
    public static Task BeforeHoldAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.RunAsync($"select pg_advisory_xact_lock_shared({Name})", null, cancellationToken);

    /// <summary>Waits for holds that are being written.</summary>
    public static Task BeforeStopAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => connection.RunAsync(Stop, null, cancellationToken);

    /// <inheritdoc cref="BeforeStopAsync"/>
    public static void BeforeStop(this SqlBatch batch) => batch.Call(Stop, null);
}
