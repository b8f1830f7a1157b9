using SaaSGate.ControlPlane.Incidents;
using SaaSGate.ControlPlane.Skills;
using SaaSGate.ControlPlane.Tokens;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Evidence;
using SaaSGate.Postgres.Federation;
using SaaSGate.Postgres.Idempotency;
using SaaSGate.Postgres.Maintenance;

namespace SaaSGate.ControlPlane.Maintenance;

/// <inheritdoc cref="IMaintenanceGrain"/>
internal sealed class MaintenanceGrain(
    PartitionStore partitions, IdempotencyStore answers, EvidenceStore evidence, EventStreamStore events, SamlAssertionStore assertions, FingerprintKeys keys,
    DueIncidents incidents, TokenUpkeep tokens, SkillConfirmations confirmations) : Grain, IMaintenanceGrain, IRemindable
{
    private const string Reminder = "keep-up", OftenReminder = "keep-up-often";
    private static readonly TimeSpan Period = TimeSpan.FromHours(12), OftenPeriod = TimeSpan.FromMinutes(1);

    public async Task KeepUpAsync()
    {
        await this.RegisterOrUpdateReminder(Reminder, Period, Period);
        await this.RegisterOrUpdateReminder(OftenReminder, OftenPeriod, OftenPeriod);
        await DoAsync();
        await DoOftenAsync();
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => reminderName == OftenReminder ? DoOftenAsync() : DoAsync();

    private async Task DoOftenAsync()
    {
        await incidents.OpenAllAsync(CancellationToken.None);
        await tokens.KeepUpAsync(CancellationToken.None);
        await confirmations.SeeToAllAsync(CancellationToken.None);
    }

    private async Task DoAsync()
    {
        await partitions.EnsureAsync(CancellationToken.None);
        await answers.PurgeAsync(CancellationToken.None);
        await evidence.PurgeAsync(CancellationToken.None);
        await events.PurgeAsync(CancellationToken.None);
        await assertions.PurgeAsync(CancellationToken.None);
        await keys.MakeAheadAsync(CancellationToken.None);
    }
}
