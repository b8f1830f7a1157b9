using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SaaSGate.Postgres.Exposure;

namespace SaaSGate.ControlPlane.Exposure;

/// <summary>Deletes values that nobody confirmed within a day. Every process sweeps.</summary>
internal sealed partial class ExposureSweep(ExposureListStore lists, TimeProvider clock, ILogger<ExposureSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        do
        {
            try
            {
                await lists.ExpireAsync(stoppingToken);
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
        [LoggerMessage(LogLevel.Warning, "Values that nobody confirmed could not be deleted; it is tried again.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
