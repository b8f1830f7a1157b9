using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Evidence;
using SaaSGate.Postgres.Idempotency;
using SaaSGate.Postgres.Maintenance;

namespace SaaSGate.ControlPlane.Maintenance;

/// <inheritdoc cref="IMaintenanceGrain"/>
internal sealed class MaintenanceGrain(PartitionStore partitions, IdempotencyStore answers, EvidenceStore evidence, FingerprintKeys keys) : Grain, IMaintenanceGrain, IRemindable
{
    private const string Reminder = "keep-up";
    private static readonly TimeSpan Period = TimeSpan.FromHours(12);

    public async Task KeepUpAsync()
    {
        await this.RegisterOrUpdateReminder(Reminder, Period, Period);
        await DoAsync();
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => DoAsync();

    private async Task DoAsync()
    {
        await partitions.EnsureAsync(CancellationToken.None);
        await answers.PurgeAsync(CancellationToken.None);
        await evidence.PurgeAsync(CancellationToken.None);
        await keys.MakeAheadAsync(CancellationToken.None);
    }
}
