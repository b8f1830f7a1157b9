namespace SaaSGate.Postgres.Maintenance;

/// <summary>Months of recordings.</summary>
/// <param name="tenants">The database.</param>
/// <param name="clock">Says which month it is.</param>
public sealed class PartitionStore(TenantDatabase tenants, TimeProvider clock)
{
    /// <summary>How many months are made, this one among them.</summary>
    public const int MonthsAhead = 4;

    /// <summary>Sees to the partitions of this month and the next ones; those that are there stay.</summary>
    public Task EnsureAsync(CancellationToken cancellationToken) =>
        tenants.InTenantAsync(default(TenantScope), connection => connection.RunAsync(
            "select tenant.ensure_partitions((@now at time zone 'UTC')::date, @months)", new { now = clock.GetUtcNow(), months = MonthsAhead }, cancellationToken), cancellationToken);
}
