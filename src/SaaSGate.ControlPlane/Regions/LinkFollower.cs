using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>
/// Passes what comes to the logs on to the gateways that are connected here: one reader for the whole process. After a
/// broken connection it reads on from where it was.
/// </summary>
internal sealed partial class LinkFollower(
    LinkLog log, SaaSGateDatabase database, ConnectedGateways gateways, RegionDirectory directory, DecisionDesk decisions, MovedBatches moved, IOptions<RegionLinkOptions> options,
    TimeProvider clock, ILogger<LinkFollower> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Read once: what comes between a first failure and the next try must not be passed over.
        LinkPositions? reached = null;
        while (true)
        {
            try
            {
                reached ??= await log.ReadPositionsAsync(stoppingToken);
                await foreach (var changes in log.FollowAsync(reached.Value, options.Value.Poll, stoppingToken))
                {
                    reached = changes.Positions;
                    Pass(changes);
                }
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception broken)
            {
                // It listens all the time, so it is the first to see that PostgreSQL is gone.
                database.ForgetConnections();
                Log.Broken(logger, broken);
                await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Pass(LinkChanges changes)
    {
        foreach (var gateway in changes.RevokedGateways)
            gateways.Close(gateway, CloseReason.Revoked);

        if (changes.Stops.Count > 0)
        {
            foreach (var connection in gateways.Control)
                connection.Push([.. changes.Stops.Where(stop => stop.Regions.Contains(connection.Gateway.RegionId)).Select(stop => stop.What)]);
            foreach (var organisation in changes.Stops.Select(stop => stop.What.OrganisationId).Distinct())
                moved.Told(organisation);
        }

        if (changes.WentBack)
        {
            Log.WentBack(logger);
            directory.ForgetAll();
            foreach (var connection in gateways.Bulk)
                connection.BatchesLost();
        }

        foreach (var region in changes.Views.SelectMany(view => view.Regions).Distinct())
            directory.Forget(region);

        // Also when nothing moved: then this is the safety poll.
        foreach (var connection in gateways.Bulk)
        {
            if (changes.Views.Count == 0 || changes.Views.Any(view => view.Regions.Contains(connection.Gateway.RegionId)))
                connection.ViewMoved();
            connection.BatchesMoved();
        }

        foreach (var decision in changes.Decisions)
            decisions.Tell(decision);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Critical, "The logs of stops, views and decisions end before what was read of them: the database lost rows. Gateways that are ahead begin anew.")]
        public static partial void WentBack(ILogger logger);

        [LoggerMessage(LogLevel.Warning, "The logs of stops, views and decisions cannot be followed; it is tried again.")]
        public static partial void Broken(ILogger logger, Exception exception);
    }
}
