using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>Tells the organisations of a region, in their feeds, that a gateway came, went or lost its disk. In the background: nothing waits for it.</summary>
internal sealed partial class GatewayNews(
    RegionStore regions, FeedStore feeds, AuditStore audit, LiveNotices notices, TimeProvider clock, ILogger<GatewayNews> logger) : BackgroundService
{
    private readonly Channel<Item> _items = Channel.CreateBounded<Item>(new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropOldest });

    public void Connected(GatewayIdentity gateway) => _items.Writer.TryWrite(new(gateway, "connected", new { regionId = gateway.RegionId, connected = true }));

    public void Left(GatewayIdentity gateway) => _items.Writer.TryWrite(new(gateway, "left", new { regionId = gateway.RegionId, connected = false }));

    public void SpoolLost(GatewayIdentity gateway, ulong sequence) =>
        _items.Writer.TryWrite(new(gateway, "spool_lost", new { regionId = gateway.RegionId, connected = true, spoolLostAt = sequence }));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var item in _items.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                foreach (var organisation in (await regions.ReadOrganisationsAsync(item.Gateway.RegionId, stoppingToken)).Served)
                    await TellAsync(Id<Organisation>.Parse(organisation), item, stoppingToken);
            }
            catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
            {
                Log.NotTold(logger, item.Gateway.Id, item.What, failed);
            }
        }
    }

    private async Task TellAsync(Id<Organisation> organisation, Item item, CancellationToken cancellationToken)
    {
        if (item.What == "spool_lost")
            await audit.AppendAsync(organisation, clock, new(item.Gateway.Id, item.Gateway.Name), "gateway.spool_lost", item.Gateway.Id, cancellationToken);
        notices.FeedAdvanced(organisation.Value, await feeds.AppendAsync(organisation, "GatewayChanged", item.Gateway.Id, item.Payload, cancellationToken));
    }

    private sealed record Item(GatewayIdentity Gateway, string What, object Payload);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Not all organisations were told of gateway {Gateway}: {What}.")]
        public static partial void NotTold(ILogger logger, string gateway, string what, Exception exception);
    }
}
