using System.Globalization;
using SaaSGate.Postgres.Migrations;

namespace SaaSGate.Dev;

/// <summary>What each child is told, by environment: secrets never stand on a command line.</summary>
internal static class DevEnvironment
{
    public static Dictionary<string, string> Simulator(DevOptions options) => new()
    {
        [ParentWatch.Variable] = "1",
        ["SaaSGate__Simulator__Port"] = Text(options.SimulatorPort),
        ["SaaSGate__Simulator__DeltaDelay"] = options.Quiet ? "00:00:00" : "00:00:00.020",
        ["SaaSGate__Simulator__ReceivedLog"] = Environment.GetEnvironmentVariable("SAASGATE_RECEIVED_LOG") ?? "",
    };

    public static Dictionary<string, string> ControlPlane(DevOptions options, MigrationOptions migration, string simulator)
    {
        var database = migration.Database();
        var environment = new Dictionary<string, string>
        {
            [ParentWatch.Variable] = "1",

            // Takes in a fifth more a processor second so (ops/benchmarks/store.md); the gateway is better off without.
            ["DOTNET_gcServer"] = "1",
            ["DOTNET_GCDynamicAdaptationMode"] = "0",
            ["DOTNET_TieredPGO"] = "0",
            ["SaaSGate__Database__App"] = database.App,
            ["SaaSGate__Database__Platform"] = database.Platform,
            ["SaaSGate__Vault__KeyFile"] = Path.Combine(options.Data, "master.key"),
            ["SaaSGate__Portal__Listen"] = $"http://127.0.0.1:{Text(options.PortalPort)}",
            ["SaaSGate__Portal__WebRoot"] = Repository.PortalFolder(),
            ["SaaSGate__RegionLink__Listen"] = $"https://127.0.0.1:{Text(options.LinkPort)}",
            ["SaaSGate__Connections__AllowPrivateUpstreams"] = "true",
            ["SaaSGate__Silo__Port"] = Text(options.SiloPort),
            ["SaaSGate__Demo__Enabled"] = "true",
            ["SaaSGate__Demo__Upstream"] = simulator,
            ["SaaSGate__Demo__EmptyPolicy"] = options.EmptyPolicy ? "true" : "false",
        };
        if (options.Upstream is { } live)
        {
            environment["SaaSGate__Demo__LiveUpstream"] = live.AbsoluteUri;
            environment["SaaSGate__Demo__LiveCredential"] = Environment.GetEnvironmentVariable("ANTHROPIC_API_KEY") is { Length: > 0 } key
                ? key
                : throw new DevException("--upstream needs Claude's API key in the environment: set ANTHROPIC_API_KEY.");
        }
        return environment;
    }

    public static Dictionary<string, string> Gateway(DevOptions options, string joinToken) => new()
    {
        [ParentWatch.Variable] = "1",
        ["SaaSGate__Gateway__DataDirectory"] = Path.Combine(options.Data, "gateway"),
        ["SaaSGate__Gateway__JoinToken"] = joinToken,
        ["SaaSGate__Gateway__Name"] = "dev",
        ["SaaSGate__Gateway__AllowPrivateUpstreams"] = "true",
        ["SaaSGate__Gateway__Listen"] = $"http://127.0.0.1:{Text(options.GatewayPort)}",
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
