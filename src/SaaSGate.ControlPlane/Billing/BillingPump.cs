using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.Postgres.Billing;

namespace SaaSGate.ControlPlane.Billing;

/// <summary>Wakes the accounts that are due. Every silo does; the grain of an organisation works once.</summary>
internal sealed partial class BillingPump(
    BillingStore accounts, StripeEventStore events, MeterErrors meterErrors, PlanCatalogue plans, IGrainFactory grains, IOptions<BillingOptions> options, TimeProvider clock, ILogger<BillingPump> logger) : BackgroundService
{
    private const int AtOnce = 32;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2), Again = TimeSpan.FromHours(1);

    /// <summary>Limits every organisation as its plan says; none where billing is off.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        foreach (var organisation in await accounts.OrganisationsAsync(cancellationToken))
            await (options.Value.IsOn ? accounts.BeginAsync(organisation, plans.Free.Limits!, cancellationToken) : accounts.EndAsync(organisation, cancellationToken));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TenantContext.EnterSystem();
        using var timer = new PeriodicTimer(Period, clock);
        var begun = DateTimeOffset.MinValue;
        do
        {
            try
            {
                if (clock.GetUtcNow() >= begun + Again)
                {
                    await BeginAsync(stoppingToken);
                    await events.PurgeAsync(stoppingToken);
                    begun = clock.GetUtcNow();
                }

                if (!options.Value.IsOn)
                    return;
                await meterErrors.LookAsync(stoppingToken);
                await Parallel.ForEachAsync(
                    await accounts.ListDueAsync(stoppingToken), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken },
                    async (organisation, _) => await grains.GetGrain<IBillingGrain>(GrainKeys.Of(organisation.Value, IBillingGrain.Id)).DoAsync());
            }
            catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, failed);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Accounts could not be looked after; it is tried again.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
