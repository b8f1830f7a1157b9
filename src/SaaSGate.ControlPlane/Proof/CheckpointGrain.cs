namespace SaaSGate.ControlPlane.Proof;

/// <inheritdoc cref="ICheckpointGrain"/>
internal sealed class CheckpointGrain(CheckpointMaker maker, SigningKeys keys) : Grain, ICheckpointGrain, IRemindable
{
    private const string Reminder = "checkpoints";
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    public async Task KeepUpAsync()
    {
        await this.RegisterOrUpdateReminder(Reminder, Period, Period);

        // From the first start there is a key to publish, whether or not there is anything to sign.
        (await keys.CurrentAsync(CancellationToken.None)).Dispose();
        await maker.MakeAllAsync(CancellationToken.None);
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => maker.MakeAllAsync(CancellationToken.None);
}
