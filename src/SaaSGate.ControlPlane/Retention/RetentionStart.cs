using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SaaSGate.ControlPlane.Hosting;

namespace SaaSGate.ControlPlane.Retention;

/// <summary>Sets retention going at each start. From then on there is a reminder.</summary>
internal sealed partial class RetentionStart(IGrainFactory grains, TimeProvider clock, ILogger<RetentionStart> logger) : BackgroundService
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TenantContext.EnterSystem();
        while (true)
        {
            try
            {
                await grains.GetGrain<IRetentionGrain>(IRetentionGrain.Key).KeepUpAsync();
                return;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, exception);
                await Task.Delay(Again, clock, stoppingToken);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Retention did not begin; it is tried again.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
