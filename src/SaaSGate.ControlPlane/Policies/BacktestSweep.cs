using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.Postgres.Policies;

namespace SaaSGate.ControlPlane.Policies;

/// <summary>Wakes backtests that run: one may have been begun by a process that died. Every process sweeps.</summary>
internal sealed partial class BacktestSweep(BacktestStore backtests, IGrainFactory grains, TimeProvider clock, ILogger<BacktestSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TenantContext.EnterSystem();
        using var timer = new PeriodicTimer(Period, clock);
        do
        {
            try
            {
                foreach (var (organisation, backtest) in await backtests.ListRunningAsync(stoppingToken))
                    await grains.GetGrain<IBacktestGrain>(GrainKeys.Of(organisation, backtest)).StartAsync();
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
        [LoggerMessage(LogLevel.Warning, "Backtests could not be looked after; it is tried again.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
