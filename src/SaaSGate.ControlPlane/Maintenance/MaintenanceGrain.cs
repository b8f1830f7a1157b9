using SaaSGate.Postgres.Maintenance;

namespace SaaSGate.ControlPlane.Maintenance;

/// <inheritdoc cref="IMaintenanceGrain"/>
internal sealed class MaintenanceGrain(PartitionStore partitions) : Grain, IMaintenanceGrain, IRemindable
{
    private const string Reminder = "keep-up";
    private static readonly TimeSpan Period = TimeSpan.FromHours(12);

    public async Task KeepUpAsync()
    {
        await this.RegisterOrUpdateReminder(Reminder, Period, Period);
        await partitions.EnsureAsync(CancellationToken.None);
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => partitions.EnsureAsync(CancellationToken.None);
}
