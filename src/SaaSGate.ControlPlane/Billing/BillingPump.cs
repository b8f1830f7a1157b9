using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.Postgres.Billing;

namespace SaaSGate.ControlPlane.Billing;

/// <summary>
/// Looks after the accounts that are due, and those that events are waiting for, a few at once: however many events come, Stripe is not asked more than it likes.
/// Every silo does; the grain of an organisation works once.
/// </summary>
internal sealed partial class BillingPump(
    BillingStore accounts, StripeEventStore events, PlanCatalogue plans, IGrainFactory grains, IOptions<BillingOptions> options, TimeProvider clock, ILogger<BillingPump> logger) : BackgroundService
{
    private const int AtOnce = 8;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2), Together = TimeSpan.FromMilliseconds(100), Again = TimeSpan.FromHours(1);

    private readonly Channel<bool> _woken = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentDictionary<Id<Organisation>, bool> _busy = new();

    /// <summary>Says that an event is waiting. It is looked at soon; where this is lost, when the pump looks next.</summary>
    public void Wake() => _woken.Writer.TryWrite(true);

    /// <summary>Limits every organisation as its plan says; none where billing is off.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        foreach (var organisation in await accounts.OrganisationsAsync(cancellationToken))
            await (options.Value.IsOn ? accounts.BeginAsync(organisation, plans.Free.Limits!, cancellationToken) : accounts.EndAsync(organisation, cancellationToken));
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TenantContext.EnterSystem();
        return Task.WhenAll(
            TickAsync(stoppingToken),
            Parallel.ForEachAsync(
                DueAsync(stoppingToken), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken }, (organisation, cancel) => LookAsync(organisation, cancel)));
    }

    private async Task TickAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            Wake();
    }

    /// <summary>Accounts that are to be looked at, without end; ends where billing is off.</summary>
    private async IAsyncEnumerable<Id<Organisation>> DueAsync([EnumeratorCancellation] CancellationToken stoppingToken)
    {
        var begun = DateTimeOffset.MinValue;
        do
        {
            List<Id<Organisation>> due = [];
            try
            {
                if (clock.GetUtcNow() >= begun + Again)
                {
                    await BeginAsync(stoppingToken);
                    await events.PurgeAsync(stoppingToken);
                    begun = clock.GetUtcNow();
                }

                if (options.Value.IsOn)
                    due = await accounts.ListDueAsync(stoppingToken);
            }
            catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, failed);
            }

            foreach (var organisation in due.Where(organisation => _busy.TryAdd(organisation, true)))
                yield return organisation;

            // What comes together is looked at together.
            await Task.Delay(Together, stoppingToken);
        }
        while ((options.Value.IsOn || begun == DateTimeOffset.MinValue) && await _woken.Reader.ReadAsync(stoppingToken));
    }

    private async ValueTask LookAsync(Id<Organisation> organisation, CancellationToken stoppingToken)
    {
        try
        {
            await grains.GetGrain<IBillingGrain>(GrainKeys.Of(organisation.Value, IBillingGrain.Id)).DoAsync();
        }
        catch (Exception failed)
        {
            // A silo that is leaving breaks off what it does.
            if (!stoppingToken.IsCancellationRequested)
                Log.Failed(logger, failed);
        }
        finally
        {
            _busy.TryRemove(organisation, out _);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Accounts could not be looked after; it is tried again.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
