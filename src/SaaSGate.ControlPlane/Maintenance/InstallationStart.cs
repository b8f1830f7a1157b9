using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Proof;
using SaaSGate.ControlPlane.Retention;

namespace SaaSGate.ControlPlane.Maintenance;

/// <summary>Sets going at each start what the installation does for itself. A silo that has just begun may not know its grains yet: it is tried until it works.</summary>
internal sealed partial class InstallationStart(IGrainFactory grains, TimeProvider clock, ILogger<InstallationStart> logger) : BackgroundService
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TenantContext.EnterSystem();
        return Task.WhenAll(
            BeginAsync("Maintenance", () => grains.GetGrain<IMaintenanceGrain>(IMaintenanceGrain.Key).KeepUpAsync(), stoppingToken),
            BeginAsync("Checkpoints", () => grains.GetGrain<ICheckpointGrain>(ICheckpointGrain.Key).KeepUpAsync(), stoppingToken),
            BeginAsync("Retention", () => grains.GetGrain<IRetentionGrain>(IRetentionGrain.Key).KeepUpAsync(), stoppingToken));
    }

    private async Task BeginAsync(string what, Func<Task> keepUpAsync, CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await keepUpAsync();
                return;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, what, exception);
                await Task.Delay(Again, clock, stoppingToken);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "{What} did not begin; it is tried again.")]
        public static partial void Failed(ILogger logger, string what, Exception exception);
    }
}
