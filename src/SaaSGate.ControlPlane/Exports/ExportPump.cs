using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.Postgres.Exports;

namespace SaaSGate.ControlPlane.Exports;

/// <summary>Wakes the receivers that are due. Every silo does; the grain of a receiver sends once.</summary>
internal sealed partial class ExportPump(ExportStore exports, IGrainFactory grains, TimeProvider clock, ILogger<ExportPump> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TenantContext.EnterSystem();
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var due = await exports.ListDueAsync(stoppingToken);
                await Task.WhenAll(due.Select(sink => grains.GetGrain<IExportGrain>(GrainKeys.Of(sink.Organisation.Value, sink.Sink)).DrainAsync()));
            }
            catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, failed);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Exports could not be sent; it is tried again.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
