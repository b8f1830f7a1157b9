using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Live;
using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.ControlPlane.Regions;

/// <inheritdoc cref="IRegionGrain"/>
internal sealed class RegionGrain(RegionStore regions, FeedStore feed, LiveNotices notices) : Grain, IRegionGrain
{
    private readonly Dictionary<string, GatewayPresence> _connected = [];

    public Task ConnectedAsync(GatewayPresence gateway)
    {
        _connected[gateway.GatewayId] = gateway;
        return TellAsync(gateway, connected: true);
    }

    public Task DisconnectedAsync(GatewayPresence gateway) =>
        _connected.GetValueOrDefault(gateway.GatewayId)?.ConnectionId == gateway.ConnectionId && _connected.Remove(gateway.GatewayId)
            ? TellAsync(gateway, connected: false)
            : Task.CompletedTask;

    private async Task TellAsync(GatewayPresence gateway, bool connected)
    {
        foreach (var organisation in await regions.ListOrganisationsAsync(this.GetPrimaryKeyString(), CancellationToken.None))
        {
            var appended = await feed.AppendAsync(
                Id<Organisation>.Parse(organisation), "GatewayChanged", gateway.GatewayId, new { name = gateway.Name, connected }, CancellationToken.None);
            notices.FeedAdvanced(organisation, appended);
        }
    }
}
