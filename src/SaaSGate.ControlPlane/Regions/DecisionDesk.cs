using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>Tells gateways how held requests ended. The log has only the fact; who said what is read from the tenant.</summary>
internal sealed partial class DecisionDesk(HoldStore holds, LinkLog log, ConnectedGateways gateways, TimeProvider clock, ILogger<DecisionDesk> logger) : BackgroundService
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(15), Pause = TimeSpan.FromSeconds(1);
    private readonly Channel<LinkChanges.OfRegions<LinkChanges.Decision>> _fresh = Channel.CreateUnbounded<LinkChanges.OfRegions<LinkChanges.Decision>>();

    /// <summary>Passes a new decision on, soon.</summary>
    public void Tell(LinkChanges.OfRegions<LinkChanges.Decision> decision) => _fresh.Writer.TryWrite(decision);

    /// <summary>Tells a gateway that has just connected what it may have missed.</summary>
    public async Task CatchUpAsync(ControlConnection connection)
    {
        try
        {
            await RetryAsync(async () =>
            {
                foreach (var decision in await log.ReadRecentDecisionsAsync(connection.Gateway.RegionId, Recent, connection.Closing))
                    await TellAsync(decision, [connection], connection.Closing);
                return true;
            }, connection.Closing);
        }
        catch (Exception ended) when (ended is OperationCanceledException || connection.Closing.IsCancellationRequested)
        {
            // The connection is gone; the next one catches up.
        }
        catch (Exception defect)
        {
            Log.NotTold(logger, connection.Gateway.Id, defect);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (decision, regions) in _fresh.Reader.ReadAllAsync(stoppingToken))
        {
            var concerned = gateways.Control.Where(connection => regions.Contains(connection.Gateway.RegionId)).ToList();
            if (concerned.Count == 0)
                continue;
            try
            {
                await RetryAsync(() => TellAsync(decision, concerned, stoppingToken), stoppingToken);
            }
            catch (Exception defect) when (!stoppingToken.IsCancellationRequested)
            {
                // One decision that cannot be told does not keep the others back. Its gateway asks when it consumes, or its hold runs out.
                Log.NotTold(logger, decision.ApprovalId, defect);
            }
        }
    }

    private async Task<bool> TellAsync(LinkChanges.Decision decision, List<ControlConnection> connections, CancellationToken cancellationToken)
    {
        if (await holds.FindDecisionAsync(Id<Organisation>.Parse(decision.OrganisationId), decision.ApprovalId, cancellationToken) is { } told)
            connections.ForEach(connection => connection.Send(new() { Decision = told }));
        return true;
    }

    private Task<bool> RetryAsync(Func<Task<bool>> work, CancellationToken cancellationToken) =>
        Outage.RetryAsync(work, Pause, clock, outage => Log.Later(logger, outage), cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A decision could not be read and is tried again.")]
        public static partial void Later(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Error, "What was decided could not be told: {Subject}.")]
        public static partial void NotTold(ILogger logger, string subject, Exception exception);
    }
}
