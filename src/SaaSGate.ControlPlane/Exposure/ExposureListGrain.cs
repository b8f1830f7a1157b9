using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;

namespace SaaSGate.ControlPlane.Exposure;

/// <inheritdoc cref="IExposureListGrain"/>
internal sealed partial class ExposureListGrain(ExposureListWork work, ILogger<ExposureListGrain> logger) : Grain, IExposureListGrain, IRemindable, IDisposable
{
    private const string Reminder = "exposure-list";
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private readonly CancellationTokenSource _ending = new();
    private Task _running = Task.CompletedTask;

    public async Task StartAsync()
    {
        await this.RegisterOrUpdateReminder(Reminder, Period, Period);
        Go();
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        Go();
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _ending.CancelAsync();
        await _running;
    }

    public void Dispose() => _ending.Dispose();

    private void Go()
    {
        if (_running.IsCompleted)
            _running = RunAsync();
    }

    private async Task RunAsync()
    {
        var key = this.GetPrimaryKeyString();
        var (organisation, id) = (Id<Organisation>.Parse(GrainKeys.OrganisationOf(key)!), Id<ExposureList>.Parse(GrainKeys.IdOf(key)));
        DelayDeactivation(2 * Period);
        try
        {
            // Off the grain's own scheduler: what takes long must not keep reminders waiting.
            await Task.Run(() => work.RunAsync(organisation, id, _ending.Token));
            if (await this.GetReminder(Reminder) is { } reminder)
                await this.UnregisterReminder(reminder);
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // Goes on wherever the reminder finds the grain next.
        }
        catch (Exception exception)
        {
            Log.Failed(logger, key, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The exposure list {Key} could not be run to its end; it is gone on with in a minute.")]
        public static partial void Failed(ILogger logger, string key, Exception exception);
    }
}
