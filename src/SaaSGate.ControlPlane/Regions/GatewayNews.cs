using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>Tells of gateways that came, went or lost their disk. In the background: no lease waits for it.</summary>
internal sealed partial class GatewayNews(
    IGrainFactory grains, RegionStore regions, FeedStore feeds, AuditStore audit, LiveNotices notices, TimeProvider clock, ILogger<GatewayNews> logger)
    : BackgroundService
{
    private readonly Channel<Func<CancellationToken, Task>> _news = Channel.CreateBounded<Func<CancellationToken, Task>>(
        new BoundedChannelOptions(1024) { FullMode = BoundedChannelFullMode.DropOldest });

    public void Connected(ControlConnection connection) => _news.Writer.TryWrite(_ => RegionOf(connection).ConnectedAsync(PresenceOf(connection)));

    public void Left(ControlConnection connection) => _news.Writer.TryWrite(_ => RegionOf(connection).DisconnectedAsync(PresenceOf(connection)));

    /// <summary>Records that a spool went back: audit and feed of every organisation whose records it may have held.</summary>
    public void SpoolLost(GatewayIdentity gateway, ulong sequence) => TellAll(
        gateway, "gateway.spool_lost", new { sequence }, new { name = gateway.Name, connected = true, spoolLostAt = sequence });

    /// <summary>Records that a part of a spool is neither there nor here, likewise.</summary>
    public void RecordsMissing(GatewayIdentity gateway, string spoolId, long first, long last) => TellAll(
        gateway, "gateway.records_missing", new { spoolId, first, last }, new { name = gateway.Name, connected = true, recordsMissing = last - first + 1 });

    private void TellAll(GatewayIdentity gateway, string action, object detail, object payload) => _news.Writer.TryWrite(async cancellationToken =>
    {
        foreach (var id in await regions.ListOrganisationsAsync(gateway.RegionId, cancellationToken))
        {
            var organisation = Id<Organisation>.Parse(id);
            await audit.AppendAsync(organisation, clock, new(gateway.Id, gateway.Name), action, gateway.Id, detail, cancellationToken);
            notices.FeedAdvanced(id, await feeds.AppendAsync(organisation, "GatewayChanged", gateway.Id, payload, cancellationToken));
        }
    });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TenantContext.EnterSystem();
        await foreach (var tell in _news.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await tell(stoppingToken);
            }
            catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
            {
                Log.NotTold(logger, failed);
            }
        }
    }

    private IRegionGrain RegionOf(ControlConnection connection) => grains.GetGrain<IRegionGrain>(connection.Gateway.RegionId);

    private static GatewayPresence PresenceOf(ControlConnection connection) => new(connection.Gateway.Id, connection.Gateway.Name, connection.Id);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Not everyone was told of a gateway's coming, going or loss.")]
        public static partial void NotTold(ILogger logger, Exception exception);
    }
}
