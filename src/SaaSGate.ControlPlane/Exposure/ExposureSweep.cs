using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.Postgres.Exposure;

namespace SaaSGate.ControlPlane.Exposure;

/// <summary>Deletes values that nobody confirmed within a day, and wakes lists that run: one may have been confirmed by a process that died. Every process sweeps.</summary>
internal sealed partial class ExposureSweep(ExposureListStore lists, IGrainFactory grains, TimeProvider clock, ILogger<ExposureSweep> logger) : BackgroundService
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
                await lists.ExpireAsync(stoppingToken);
                foreach (var (organisation, list) in await lists.ListRunningAsync(stoppingToken))
                    await grains.GetGrain<IExposureListGrain>(GrainKeys.Of(organisation, list)).StartAsync();
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
        [LoggerMessage(LogLevel.Warning, "Exposure lists could not be looked after; it is tried again.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
