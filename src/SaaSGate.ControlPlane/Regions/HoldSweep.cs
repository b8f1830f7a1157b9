using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Approvals;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>Asks others about holds that nobody decides, and ends those whose time is up, whoever held them. Every process sweeps; each hold moves once.</summary>
internal sealed partial class HoldSweep(HoldStore holds, LiveNotices notices, IOptions<RegionLinkOptions> options, TimeProvider clock, ILogger<HoldSweep> logger)
    : BackgroundService
{
    private const int AtOnce = 100;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Sweep, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var late in await holds.ListEscalatingAsync(AtOnce, stoppingToken))
                    notices.FeedAdvanced(await holds.EscalateAsync(Id<Organisation>.Parse(late.OrganisationId), late.Id, stoppingToken));
                foreach (var overdue in await holds.ListOverdueAsync(AtOnce, stoppingToken))
                    notices.FeedAdvanced(await holds.ExpireAsync(Id<Organisation>.Parse(overdue.OrganisationId), overdue.Id, stoppingToken));
            }
            catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, failed);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Holds whose time is up could not be ended or passed on; it is tried again.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
