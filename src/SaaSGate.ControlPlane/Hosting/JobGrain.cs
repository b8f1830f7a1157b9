using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;

namespace SaaSGate.ControlPlane.Hosting;

/// <summary>A piece of an organisation's work that takes long: begun once, gone on with by a reminder wherever it broke off, and forgotten when it is done.</summary>
/// <param name="reminder">The reminder's name.</param>
/// <param name="logger">Is told what failed.</param>
internal abstract partial class JobGrain(string reminder, ILogger logger) : Grain, IRemindable, IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private readonly CancellationTokenSource _ending = new();
    private Task _running = Task.CompletedTask;

    public async Task StartAsync()
    {
        await this.RegisterOrUpdateReminder(reminder, Period, Period);
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

    /// <summary>Does what is left; returns when there is nothing more to do.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="id">The id of the work, as it stands in the grain's key.</param>
    /// <param name="cancellationToken">The grain goes: the rest is done wherever the reminder finds it next.</param>
    protected abstract Task RunAsync(Id<Organisation> organisation, string id, CancellationToken cancellationToken);

    private void Go()
    {
        if (_running.IsCompleted)
            _running = RunAsync();
    }

    private async Task RunAsync()
    {
        var key = this.GetPrimaryKeyString();
        var (organisation, id) = (Id<Organisation>.Parse(GrainKeys.OrganisationOf(key)!), GrainKeys.IdOf(key));
        DelayDeactivation(2 * Period);
        try
        {
            // Off the grain's own scheduler: what takes long must not keep reminders waiting.
            await Task.Run(() => RunAsync(organisation, id, _ending.Token));
            if (await this.GetReminder(reminder) is { } registered)
                await this.UnregisterReminder(registered);
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // Goes on wherever the reminder finds the grain next.
        }
        catch (Exception exception)
        {
            Log.Failed(logger, reminder, key, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "{Work} {Key} could not be done; it is tried again in a minute.")]
        public static partial void Failed(ILogger logger, string work, string key, Exception exception);
    }
}
