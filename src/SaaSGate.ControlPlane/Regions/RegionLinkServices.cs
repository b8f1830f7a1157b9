using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Pricing;
using SaaSGate.ControlPlane.Approvals;
using SaaSGate.ControlPlane.Connections;
using SaaSGate.ControlPlane.Incidents;
using SaaSGate.ControlPlane.Locks;
using SaaSGate.ControlPlane.Search;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Batches;
using SaaSGate.Postgres.Connections;
using SaaSGate.Postgres.Incidents;
using SaaSGate.Postgres.Live;
using SaaSGate.Postgres.Locks;
using SaaSGate.Postgres.Policies;
using SaaSGate.Postgres.Recording;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>Registers the region link.</summary>
public static class RegionLinkServices
{
    private const int LargestControl = 64 * 1024, LargestBulk = 72 * 1024 * 1024, LargestJoin = 32 * 1024;

    /// <summary>
    /// Adds the region link, configured from <see cref="RegionLinkOptions"/>, and the vault. Needs the database services, the
    /// silo and what tells portals. The door itself is <see cref="RegionLinkEndpoint.ListenRegionLink"/>; what answers there needs no mapping.
    /// </summary>
    public static IServiceCollection AddRegionLink(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<RegionLinkOptions>().BindConfiguration(RegionLinkOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddVault();
        services.AddGrpc()
            .AddServiceOptions<RegionJoinService>(options => options.MaxReceiveMessageSize = LargestJoin)
            .AddServiceOptions<RegionControlService>(options => options.MaxReceiveMessageSize = LargestControl)
            .AddServiceOptions<RegionBulkService>(options => (options.MaxReceiveMessageSize, options.MaxSendMessageSize) = (LargestBulk, null));

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<AuditStore>();
        services.TryAddSingleton<ConnectionStore>();
        services.TryAddSingleton<DueIncidentStore>();
        services.TryAddSingleton<FeedStore>();
        services.TryAddSingleton<GatewayStore>();
        services.TryAddSingleton<HoldStore>();
        services.TryAddSingleton<LinkLog>();
        services.TryAddSingleton(provider => new ModelPrices(provider.GetRequiredService<IOptions<PriceOptions>>().Value.Models));
        services.TryAddSingleton<PolicyFaultStore>();
        services.TryAddSingleton<RecordIngest>();
        services.TryAddSingleton<RegionStore>();
        services.TryAddSingleton<SpoolPositions>();
        services.TryAddSingleton<TenantViewStore>();

        services.AddSingleton<LinkAuthority>();
        services.AddSingleton(provider => new RegionJoinTokens(
            provider.GetRequiredService<LinkAuthority>(), provider.GetRequiredService<RegionStore>(), provider.GetRequiredService<IOptions<RegionLinkOptions>>(),
            provider.GetRequiredService<IServer>()));
        services.AddSingleton<IStartupFilter, LinkDoor>();
        services.AddSingleton<LinkCallers>();
        services.AddSingleton<ConnectedGateways>();
        services.AddSingleton<RegionDirectory>();
        services.AddSingleton<LeaseDesk>();
        services.AddSingleton<ApprovalClocks>();
        services.AddSingleton<ConsumptionDesk>();
        services.TryAddSingleton<PolicyStore>();
        services.AddSingleton<HoldRoutes>();
        services.AddSingleton<HoldDesk>();
        services.AddSingleton<PolicyFaultDesk>();
        services.TryAddSingleton<StopStore>();
        services.TryAddSingleton<LockStore>();
        services.AddSingleton<StopEffectDesk>();
        services.TryAddSingleton<BatchStore>();
        services.AddSingleton<BatchDesk>();
        services.AddSingleton<MovedBatches>();
        services.AddSingleton<RecordDesk>();
        services.AddSingleton<TenantSnapshots>();
        services.AddSingleton<ViewDesk>();
        services.AddSingleton<DecisionDesk>();
        services.AddSingleton<GatewayNews>();
        services.AddSingleton<ConnectionNews>();
        services.AddSingleton<DueIncidents>();
        services.AddHostedService(provider => provider.GetRequiredService<DecisionDesk>());
        services.AddHostedService(provider => provider.GetRequiredService<GatewayNews>());
        services.AddHostedService(provider => provider.GetRequiredService<ConnectionNews>());
        services.AddHostedService(provider => provider.GetRequiredService<DueIncidents>());
        services.AddHostedService<LinkFollower>();
        services.AddHostedService<HoldSweep>();
        services.AddHostedService<LockSweep>();
        services.AddHostedService(provider => provider.GetRequiredService<MovedBatches>());
        services.AddHostedService<BatchSweep>();
        return services;
    }
}
