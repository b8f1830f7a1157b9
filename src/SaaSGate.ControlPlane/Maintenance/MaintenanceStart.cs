using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SaaSGate.ControlPlane.Hosting;

namespace SaaSGate.ControlPlane.Maintenance;

/// <summary>Sets maintenance going at each start. When it fails the reminder of an earlier start still holds, and the next start tries again.</summary>
internal sealed partial class MaintenanceStart(IGrainFactory grains, ILogger<MaintenanceStart> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TenantContext.EnterSystem();
        try
        {
            await grains.GetGrain<IMaintenanceGrain>(IMaintenanceGrain.Key).KeepUpAsync();
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            Log.Failed(logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Maintenance did not begin; it is tried again at the next start.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
