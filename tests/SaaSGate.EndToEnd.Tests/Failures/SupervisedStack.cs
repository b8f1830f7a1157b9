using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Npgsql;
using SaaSGate.EndToEnd.Tests.Dev;
using SaaSGate.Postgres.Embedded;
using SaaSGate.Postgres.Migrations;
using SaaSGate.TestKit;

namespace SaaSGate.EndToEnd.Tests.Failures;

/// <summary>What <c>dev</c> runs, without <c>dev</c>, which ends when a part does: here each part can die and come back.</summary>
internal sealed class SupervisedStack : IAsyncDisposable
{
    private readonly DevPlace _place = new();
    private readonly Part _simulator, _controlPlane, _gateway;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private EmbeddedPostgres _postgres = null!;
    private MigrationOptions _migration = null!;
    private string _joinToken = "";

    private readonly bool _rules;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private Dictionary<string, string> _keys = [];

    private SupervisedStack(bool rules, IReadOnlyDictionary<string, string> settings)
    {
        (_rules, _settings) = (rules, settings);
        Directory.CreateDirectory(_place.Data);
        _simulator = new("simulator", Path.Combine(_place.Data, "simulator.log"));
        _controlPlane = new("control-plane", Path.Combine(_place.Data, "control-plane.log"));
        _gateway = new("gateway", Path.Combine(_place.Data, "gateway.log"));
    }

    public Uri Gateway => At(1);

    public Uri Portal => At(0);

    /// <summary>Id of the demo's organisation.</summary>
    public string Organisation { get; private set; } = "";

    /// <summary>Signs in as admin.</summary>
    public (string Email, string Password) Admin { get; private set; }

    public string Key { get; private set; } = "";

    /// <summary>A folder for files of the test.</summary>
    public string Folder => _place.Folder;

    /// <summary>The file of the master key.</summary>
    public string MasterKey => Path.Combine(_place.Data, "master.key");

    /// <summary>Where the gateway keeps its identity and its spool.</summary>
    public string GatewayData => Path.Combine(_place.Data, "gateway");

    /// <summary>The keys that the installation publishes.</summary>
    public Task<byte[]> PublishedKeysAsync() => _http.GetByteArrayAsync(new Uri(At(0), "/.well-known/saasgate-keys"), Bounded.Cancellation);

    public ManagementApi Api { get; private set; } = null!;

    public Upstream Upstream { get; private set; } = null!;

    public RecordedExchanges Recorded { get; private set; } = null!;

    public string GatewayLog => File.ReadAllText(_gateway.Log);

    public string ControlPlaneLog => File.ReadAllText(_controlPlane.Log);

    /// <summary>Bytes of the gateway's process that are in memory (Linux).</summary>
    public long GatewayMemory => long.Parse(
        File.ReadLines($"/proc/{Text(_gateway.ProcessId)}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) * 1024;

    /// <summary>The tables, behind row-level security.</summary>
    public string Owner => _migration.Owner;

    /// <summary>The key of a skill of the demo.</summary>
    public string KeyOf(string skill) => _keys[skill];

    /// <summary>Starts everything.</summary>
    /// <param name="rules">Whether the demo has its rules; otherwise everything passes.</param>
    /// <param name="settings">More variables for the environment of each part.</param>
    public static async Task<SupervisedStack> StartAsync(bool rules = false, IReadOnlyDictionary<string, string>? settings = null)
    {
        var stack = new SupervisedStack(rules, settings ?? new Dictionary<string, string>());
        try
        {
            await stack.StartAllAsync();
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    public Task KillGatewayAsync() => _gateway.KillAsync();

    /// <summary>Starts the gateway on what its last life left, and waits until it has a lease.</summary>
    public async Task StartGatewayAsync()
    {
        await _gateway.StartAsync(GatewaySettings());
        await Bounded.UntilAsync(async () =>
        {
            using var ready = await _http.GetAsync(new Uri(Gateway, "/readyz"), Bounded.Cancellation);
            return ready.IsSuccessStatusCode;
        });
    }

    public Task KillControlPlaneAsync() => _controlPlane.KillAsync();

    /// <summary>Starts the control plane again, as an installation would: the demo is not seeded anew, so keys stay good.</summary>
    public Task StartControlPlaneAgainAsync() => _controlPlane.StartAsync(ControlPlane(demo: false));

    /// <summary>Runs a command of the operator's, with the control plane's settings.</summary>
    /// <returns>What it prints.</returns>
    public async Task<string> OperateAsync(params string[] command)
    {
        using var process = SaaSGateProcess.Start(command, [.. ControlPlane(demo: false).Select(setting => (setting.Key, setting.Value))]);
        var (exitCode, output, progress) = await process.EndAsync();
        return exitCode == 0 ? output : throw new InvalidOperationException($"{string.Join(' ', command)} failed: {output}{progress}");
    }

    /// <summary>Starts the gateway, or the control plane, where it cannot start.</summary>
    /// <returns>How it ended: exit code, standard output and standard error.</returns>
    public async Task<(int ExitCode, string Output, string Progress)> FailToStartAsync(bool gateway)
    {
        var settings = gateway ? GatewaySettings() : ControlPlane(demo: false);
        using var process = SaaSGateProcess.Start([gateway ? "gateway" : "control-plane"], [.. settings.Select(setting => (setting.Key, setting.Value))]);
        return await process.EndAsync();
    }

    /// <summary>When PostgreSQL last granted the gateway its lease.</summary>
    public async Task<DateTimeOffset> LastGrantAsync()
    {
        await using var tables = NpgsqlDataSource.Create(_migration.Owner);
        await using var command = tables.CreateCommand("select max(last_seen_at) from platform.gateways");
        return new((DateTime)(await command.ExecuteScalarAsync(Bounded.Cancellation))!);
    }

    /// <summary>An immediate shutdown, as after a crash: nothing is written, connections break, and the next start recovers.</summary>
    public async Task StopPostgresAsync()
    {
        using (var quit = Process.Start("kill", ["-QUIT", Text(_postgres.ProcessId)]))
            await quit.WaitForExitAsync(Bounded.Cancellation);
        await _postgres.ExitedAsync(Bounded.Cancellation);
        await _postgres.DisposeAsync();
    }

    /// <summary><c>kill -9</c> of the server and of every process of it, at once.</summary>
    public async Task KillPostgresAsync()
    {
        var server = _postgres.ProcessId;
        using (var kill = Process.Start("kill", ["-KILL", Text(server), .. ChildrenOf(server).Select(Text)]))
            await kill.WaitForExitAsync(Bounded.Cancellation);
        await _postgres.ExitedAsync(Bounded.Cancellation);
        await _postgres.DisposeAsync();
    }

    public async Task StartPostgresAsync()
    {
        _postgres = await EmbeddedPostgres.StartAsync(new() { Directory = Path.Combine(_place.Data, "postgres"), Port = _place.PortBase + 3 }, Bounded.Cancellation);
        NpgsqlConnection.ClearAllPools();
    }

    public async ValueTask DisposeAsync()
    {
        Api?.Dispose();
        Upstream?.Dispose();
        _http.Dispose();
        await _gateway.DisposeAsync();
        await _controlPlane.DisposeAsync();
        await _simulator.DisposeAsync();
        if (Recorded is not null)
            await Recorded.DisposeAsync();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        _place.Dispose();
    }

    private async Task StartAllAsync()
    {
        await StartPostgresAsync();
        _migration = new()
        {
            Owner = _postgres.ConnectionString("saasgate"),
            AppPassword = RandomNumberGenerator.GetHexString(32),
            PlatformPassword = RandomNumberGenerator.GetHexString(32),
        };
        await Migrator.MigrateAsync(_migration, Bounded.Cancellation);
        // What Claude received is compared to the last request, however long it runs.
        await _simulator.StartAsync(new Dictionary<string, string>(_settings)
        {
            ["SaaSGate__Simulator__Port"] = Text(_place.PortBase + 2),
            ["SaaSGate__Simulator__MaxReceived"] = "10000000",
        });
        var demo = await _controlPlane.StartAsync(ControlPlane(demo: true));
        _joinToken = (string)demo["joinToken"]!;
        Organisation = (string)demo["organisationId"]!;
        Admin = ((string)demo["admin"]!["email"]!, (string)demo["admin"]!["password"]!);
        Key = (string)demo["skills"]![0]!["key"]!;
        _keys = demo["skills"]!.AsArray().ToDictionary(skill => (string)skill!["name"]!, skill => (string)skill!["key"]!);
        Api = new(new Uri(At(0), "/api/v1/"), (string)demo["apiToken"]!);
        Upstream = new(At(2));
        Recorded = new(_migration.Owner, Api);
        await StartGatewayAsync();
    }

    private Dictionary<string, string> GatewaySettings() => new(_settings)
    {
        ["SaaSGate__Gateway__DataDirectory"] = GatewayData,
        ["SaaSGate__Gateway__JoinToken"] = _joinToken,
        ["SaaSGate__Gateway__Name"] = "supervised",
        ["SaaSGate__Gateway__AllowPrivateUpstreams"] = "true",
        ["SaaSGate__Gateway__Listen"] = At(1).AbsoluteUri,
    };

    private Dictionary<string, string> ControlPlane(bool demo) => new(_settings)
    {
        ["SaaSGate__Database__App"] = _migration.Database().App,
        ["SaaSGate__Database__Platform"] = _migration.Database().Platform,
        ["SaaSGate__Vault__KeyFile"] = MasterKey,
        ["SaaSGate__Portal__Listen"] = At(0).AbsoluteUri,
        ["SaaSGate__RegionLink__Listen"] = $"https://127.0.0.1:{Text(_place.PortBase + 4)}",
        ["SaaSGate__Connections__AllowPrivateUpstreams"] = "true",
        ["SaaSGate__Silo__Port"] = Text(_place.PortBase + 5),
        ["SaaSGate__Demo__Enabled"] = demo ? "true" : "false",
        ["SaaSGate__Demo__Upstream"] = At(2).AbsoluteUri,
        ["SaaSGate__Demo__EmptyPolicy"] = _rules ? "false" : "true",
    };

    /// <summary>Processes whose parent is this one (Linux).</summary>
    private static IEnumerable<int> ChildrenOf(int parent) =>
        File.ReadAllText($"/proc/{Text(parent)}/task/{Text(parent)}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture));

    private Uri At(int offset) => new($"http://127.0.0.1:{Text(_place.PortBase + offset)}");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
