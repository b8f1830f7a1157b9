using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Regions;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Gateway.Hosting;
using SaaSGate.Postgres.Regions;
using SaaSGate.Simulator;
using SaaSGate.TestKit;

namespace SaaSGate.ControlPlane.Tests.Decisions;

/// <summary>A control plane on a real database, a real gateway over the real link, and a simulator, of which silo and gateway can be started anew.</summary>
internal sealed class DecisionWorld : IAsyncDisposable
{
    private readonly Database _database;
    private readonly DecisionKeys _keys;
    private readonly Action<SaaSGate.Gateway.GatewayOptions>? _configure;
    private readonly string _folder = Directory.CreateTempSubdirectory("saasgate-decisions-").FullName;
    private readonly int _port = TestPorts.Free();
    private ControlPlaneHost _silo = null!;
    private GatewayHost _gateway = null!;
    private string _token = "";

    private DecisionWorld(Database database, DecisionKeys keys, Action<SaaSGate.Gateway.GatewayOptions>? configure) => (_database, _keys, _configure) = (database, keys, configure);

    public SimulatorHost Simulator { get; private set; } = null!;

    public Uri Gateway => _gateway.BaseUrl;

    public Id<Region> Region { get; private set; }

    public static async Task<DecisionWorld> StartAsync(Database database, DecisionKeys keys, Action<SaaSGate.Gateway.GatewayOptions>? configure = null)
    {
        var world = new DecisionWorld(database, keys, configure) { Simulator = await SimulatorHost.StartAsync(cancellation: Bounded.Cancellation) };
        await world.StartSiloAsync();
        world.Region = await world.Service<RegionStore>().EnsureAsync("decisions", Bounded.Cancellation);
        world._token = (await world.Service<RegionJoinTokens>().CreateAsync(world.Region, TimeSpan.FromHours(1), Bounded.Cancellation)).ToText();
        await world.StartGatewayAsync();
        return world;
    }

    public T Service<T>()
        where T : notnull => _silo.Services.GetRequiredService<T>();

    /// <summary>An organisation that the gateway serves, whose skill's key is given.</summary>
    public async Task<TestTenant> TenantAsync(string key, string policy)
    {
        var vault = Service<KeyVault>();
        var tenant = await TestTenant.AddAsync(
            _database,
            organisation => OrganisationKeys.Create().SealedBy(vault, organisation.Value),
            (organisation, connection) => vault.Seal(VaultPurpose.Credential(organisation.Value, connection.Value), Encoding.UTF8.GetBytes("sk-ant-" + connection)));
        await tenant.PeekAsync<object>("update tenant.connections set base_url = $2 where organisation_id = $1", Simulator.BaseUrl.AbsoluteUri);
        await tenant.PeekAsync<object>("update tenant.skill_keys set hash = sha256($2::text::bytea) where organisation_id = $1", key);
        await tenant.PeekAsync<object>("update tenant.policy_versions set document = $2 where organisation_id = $1", policy);
        await Service<RegionStore>().AssignAsync(Region, tenant.Organisation, Bounded.Cancellation);
        return tenant;
    }

    public async Task RestartGatewayAsync()
    {
        await _gateway.DisposeAsync();
        await StartGatewayAsync();
    }

    public async Task RestartSiloAsync()
    {
        await _silo.StopAsync(CancellationToken.None);
        await _silo.DisposeAsync();
        await StartSiloAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _silo.StopAsync(CancellationToken.None);
        await _silo.DisposeAsync();
        await Simulator.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartSiloAsync()
    {
        _silo = ControlPlaneHost.Create(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["SaaSGate:Database:App"] = _database.Options.App,
            ["SaaSGate:Database:Platform"] = _database.Options.Platform,
            ["SaaSGate:Portal:Listen"] = "http://127.0.0.1:0",
            ["SaaSGate:Portal:WebRoot"] = _folder,
            ["SaaSGate:Silo:Port"] = TestPorts.Free().ToString(CultureInfo.InvariantCulture),
            ["SaaSGate:RegionLink:Listen"] = string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{_port}"),
            ["SaaSGate:RegionLink:Lease"] = "00:01:00",
            ["SaaSGate:RegionLink:Sweep"] = "00:00:00.1",
            ["SaaSGate:RegionLink:Poll"] = "00:00:00.5",
            ["SaaSGate:Vault:KeyFile"] = _keys.File,
            ["Logging:LogLevel:Default"] = "Critical",
        }).Build());
        await _silo.StartAsync(CancellationToken.None);
    }

    private async Task StartGatewayAsync()
    {
        var options = new SaaSGate.Gateway.GatewayOptions
        {
            JoinToken = _token,
            DataDirectory = Path.Combine(_folder, "gateway"),
            RenewInterval = TimeSpan.FromMilliseconds(50),
            AllowPrivateUpstreams = true,
            HoldSilence = TimeSpan.FromMilliseconds(200),
        };
        _configure?.Invoke(options);
        _gateway = await GatewayHost.StartAsync(options, new(IPAddress.Loopback, 0), _ => { }, Bounded.Cancellation);
    }
}
