using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Live;
using SaaSGate.ControlPlane.Regions;
using SaaSGate.Postgres.Locks;

namespace SaaSGate.ControlPlane.Locks;

/// <summary>Lifts locks whose time is up. Every process sweeps; each lock is lifted once.</summary>
internal sealed partial class LockSweep(LockStore locks, LiveNotices notices, IOptions<RegionLinkOptions> options, TimeProvider clock, ILogger<LockSweep> logger) : BackgroundService
{
    private const int AtOnce = 100;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Sweep, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var overdue in await locks.ListOverdueAsync(AtOnce, stoppingToken))
                {
                    notices.FeedAdvanced((await locks.ExpireAsync(Id<Organisation>.Parse(overdue.OrganisationId), overdue.Id, stoppingToken)).Feeds);
                    Log.Lifted(logger, overdue.Id, overdue.OrganisationId);
                }
            }
            catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, failed);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Lock {Lock} of {Organisation} lifted itself: its time was up.")]
        public static partial void Lifted(ILogger logger, string @lock, string organisation);

        [LoggerMessage(LogLevel.Warning, "Locks whose time is up could not be lifted; it is tried again.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
