using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SaaSGate.ControlPlane.Hosting;

namespace SaaSGate.ControlPlane.Proof;

/// <summary>Sets checkpoints going at each start. When it fails the reminder of an earlier start still holds.</summary>
internal sealed partial class CheckpointStart(IGrainFactory grains, ILogger<CheckpointStart> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TenantContext.EnterSystem();
        try
        {
            await grains.GetGrain<ICheckpointGrain>(ICheckpointGrain.Key).KeepUpAsync();
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            Log.Failed(logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Checkpoints did not begin; they are tried again at the next start.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
