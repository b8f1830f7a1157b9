using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Regions;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Regions;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Regions;

/// <summary>A control plane without the demo, over real sockets and a real database, and what gateways of tests need of it.</summary>
public sealed class RegionLinkFixture(PostgresServer server) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("saasgate-region-link-").FullName;
    private ControlPlaneHost? _host;

    public Database Database { get; } = new(server);

    public ControlPlaneHost Host => _host!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public T Service<T>()
        where T : notnull => Host.Services.GetRequiredService<T>();

    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        _host = await StartAsync(Database.Options, _folder);
    }

    public static async Task<ControlPlaneHost> StartAsync(DatabaseOptions database, string folder, Action<ILoggingBuilder>? logging = null)
    {
        var host = ControlPlaneHost.Create(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["SaaSGate:Database:App"] = database.App,
            ["SaaSGate:Database:Platform"] = database.Platform,
            ["SaaSGate:Portal:Listen"] = "http://127.0.0.1:0",
            ["SaaSGate:Portal:WebRoot"] = folder,
            ["SaaSGate:Silo:Port"] = TestPorts.Free().ToString(CultureInfo.InvariantCulture),
            ["SaaSGate:RegionLink:Listen"] = "https://127.0.0.1:0",
            ["SaaSGate:RegionLink:Sweep"] = "00:00:00.1",
            ["SaaSGate:RegionLink:Poll"] = "00:00:00.5",
            // A renewal that takes longer than half a lease is not answered, and who reads too slowly is not told why the connection ends.
            ["SaaSGate:RegionLink:Lease"] = "00:01:00",
            ["SaaSGate:RegionLink:WritePatience"] = "00:00:30",
            ["SaaSGate:Vault:KeyFile"] = Path.Combine(folder, "master.key"),
            ["Logging:LogLevel:Default"] = "Error",
        }).Build(), logging);
        await host.StartAsync(CancellationToken.None);
        return host;
    }

    /// <summary>An organisation whose secrets open in this control plane's vault.</summary>
    public Task<TestTenant> TenantAsync()
    {
        var vault = Service<KeyVault>();
        return TestTenant.AddAsync(
            Database,
            organisation => OrganisationKeys.Create().SealedBy(vault, organisation.Value),
            (organisation, connection) => vault.Seal(VaultPurpose.Credential(organisation.Value, connection.Value), Encoding.UTF8.GetBytes("sk-ant-" + connection)));
    }

    /// <summary>A region that serves these organisations.</summary>
    public async Task<Id<Region>> RegionAsync(params TestTenant[] tenants)
    {
        var regions = Service<RegionStore>();
        var region = await regions.EnsureAsync(Guid.NewGuid().ToString("n"), Cancel);
        foreach (var tenant in tenants)
            await regions.AssignAsync(region, tenant.Organisation, Cancel);
        return region;
    }

    public Task<JoinToken> TokenAsync(Id<Region> region, TimeSpan? lifetime = null) =>
        Service<RegionJoinTokens>().CreateAsync(region, lifetime ?? TimeSpan.FromMinutes(5), Cancel);

    /// <summary>A gateway that has joined a new region of these organisations.</summary>
    public async Task<TestGateway> GatewayAsync(params TestTenant[] tenants) => await TestGateway.JoinAsync(await TokenAsync(await RegionAsync(tenants)));

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync(CancellationToken.None);
            await _host.DisposeAsync();
        }

        await Database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
