using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Recording;
using SaaSGate.Postgres.Retention;

namespace SaaSGate.ControlPlane.Retention;

/// <inheritdoc cref="IRetentionGrain"/>
internal sealed partial class RetentionGrain(
    RetentionWork work, RetentionRest rest, AbandonedExchanges abandoned, LiveNotices notices, TimeProvider clock, ILogger<RetentionGrain> logger) : Grain, IRetentionGrain, IRemindable
{
    private const string Reminder = "retention";

    // What is due is gone within a day: this is often enough by far, and leaves the database to others in between.
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(15), EachBudget = TimeSpan.FromSeconds(5), Budget = TimeSpan.FromSeconds(20), Pause = TimeSpan.FromSeconds(5);

    private IGrainTimer? _again;

    public async Task KeepUpAsync()
    {
        await this.RegisterOrUpdateReminder(Reminder, Period, Period);
        await SweepAsync(CancellationToken.None);
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => SweepAsync(CancellationToken.None);

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        _again?.Dispose();
        _again = null;
        var begun = clock.GetTimestamp();
        var done = true;
        foreach (var organisation in await work.ListAsync(cancellationToken))
        {
            if (clock.GetElapsedTime(begun) >= Budget)
            {
                done = false;
                break;
            }

            await EndAbandonedAsync(organisation, cancellationToken);
            try
            {
                done &= await work.RunAsync(organisation, EachBudget, cancellationToken);
            }
            catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
            {
                Log.Failed(logger, organisation.Value, failed);
            }
        }

        foreach (var month in await rest.DropMonthsAsync(cancellationToken))
            Log.Dropped(logger, month);

        // Calls must end in time; what is left is gone on with in a call of its own.
        if (!done)
            _again = this.RegisterGrainTimer(SweepAsync, new GrainTimerCreationOptions(Pause, Timeout.InfiniteTimeSpan) { KeepAlive = true });
    }

    /// <summary>What is open is never deleted: what nobody will end is ended first.</summary>
    private async Task EndAbandonedAsync(Id<Organisation> organisation, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var result in await abandoned.EndAsync(organisation, cancellationToken))
            {
                notices.FeedAdvanced(result.Feeds);
                foreach (var exchange in result.Exchanges)
                    notices.ExchangeAdvanced(new(exchange.OrganisationId, exchange.SessionId, exchange.ExchangeId, exchange.Position, exchange.Complete));
            }
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NotEnded(logger, organisation.Value, failed);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "What revoked gateways left open of {Organisation} could not be ended; it is tried again.")]
        public static partial void NotEnded(ILogger logger, string organisation, Exception exception);

        [LoggerMessage(LogLevel.Error, "What {Organisation} keeps no longer could not be deleted; it is tried again.")]
        public static partial void Failed(ILogger logger, string organisation, Exception exception);

        [LoggerMessage(LogLevel.Information, "The month {Month} was dropped: nothing was left in it.")]
        public static partial void Dropped(ILogger logger, string month);
    }
}
