using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SaaSGate.Postgres.Batches;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>
/// Has batches cancelled whose next attempt is due, and finds those whose skill was stopped in a way that no lock told of, or whose process ended before it
/// could bring them up to date. Every process sweeps; each batch is taken once.
/// </summary>
internal sealed partial class BatchSweep(BatchStore batches, MovedBatches moved, ConnectedGateways gateways, IOptions<RegionLinkOptions> options, TimeProvider clock, ILogger<BatchSweep> logger)
    : BackgroundService
{
    private const int SweepsPerLook = 15;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Sweep, clock);
        for (var sweep = 0; await timer.WaitForNextTickAsync(stoppingToken); sweep++)
        {
            try
            {
                if (sweep % SweepsPerLook == 0)
                    await LookAsync(stoppingToken);
                if (!await batches.AnyDueAsync(stoppingToken))
                    continue;
                foreach (var connection in gateways.Bulk)
                    connection.BatchesMoved();
            }
            catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, failed);
            }
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var organisation in await batches.ListRunningAsync(cancellationToken))
            moved.Told(organisation);
        await batches.ForgetOldAsync(cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Batches of stopped skills could not be looked for; it is tried again.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
