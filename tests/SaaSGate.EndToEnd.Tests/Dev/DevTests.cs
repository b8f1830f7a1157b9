using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Npgsql;
using SaaSGate.Postgres.Embedded;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.EndToEnd.Tests.Dev;

/// <summary>What <c>dotnet run --project src/SaaSGate</c> promises to whoever starts it.</summary>
public sealed class DevTests : IDisposable
{
    private readonly DevPlace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Tells_where_everything_is_in_one_line_is_ready_then_and_leaves_nothing_running()
    {
        using var dev = SaaSGateProcess.Start(_place.Arguments);
        var facts = await dev.ReadyAsync();

        Assert.Equal(["portal", "gateway", "api", "upstream", "postgres", "pids", "demo"], Names(facts));
        Assert.Equal(["controlPlane", "gateway", "simulator", "postgres"], Names(facts["pids"]!));
        Assert.Equal(["admin", "apiToken", "organisation", "partner", "reviewer", "scimToken", "skills"], Names(facts["demo"]!).Order(StringComparer.Ordinal));
        Assert.All(facts["demo"]!["skills"]!.AsArray(), skill => Assert.Equal(["name", "id", "key"], Names(skill!)));
        using var http = new HttpClient(new SocketsHttpHandler());
        foreach (var door in new[] { $"{facts["portal"]}/", $"{facts["portal"]}/readyz", $"{facts["gateway"]}/readyz", $"{facts["api"]}/openapi.json" })
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(door, Bounded.Cancellation)).StatusCode);

        var (exitCode, rest, _) = await EndAsync(dev, facts, "INT");
        Assert.Equal((0, ""), (exitCode, rest));
    }

    [Fact]
    public async Task Leaves_nothing_running_when_it_is_killed_and_starts_at_once_with_the_same_data_and_other_keys()
    {
        using var first = SaaSGateProcess.Start(_place.Arguments);
        var before = await first.ReadyAsync();
        var pids = Pids(before);
        Assert.Equal(4, pids.Distinct().Count(ProcessTable.IsAlive));
        first.Kill();

        using var second = SaaSGateProcess.Start(_place.Arguments);
        var after = await second.ReadyAsync();
        await Bounded.UntilAsync(() => !pids.Exists(ProcessTable.IsAlive));

        Assert.Equal(Skills(before, "id"), Skills(after, "id"));
        Assert.Empty(Skills(before, "key").Intersect(Skills(after, "key")));
        Assert.NotEqual((string?)before["demo"]!["admin"]!["password"], (string?)after["demo"]!["admin"]!["password"]);
        await EndAsync(second, after, "TERM");
    }

    [Fact]
    public async Task Uses_the_server_that_SAASGATE_POSTGRES_names_and_leaves_it_running()
    {
        await using var server = await EmbeddedPostgres.StartAsync(new() { Directory = Path.Combine(_place.Folder, "server") }, Bounded.Cancellation);
        var owner = server.ConnectionString("elsewhere");
        using var dev = StartOn(owner);
        var facts = await dev.ReadyAsync();

        Assert.Equal((owner, 0), ((string?)facts["postgres"], (int)facts["pids"]!["postgres"]!));
        Assert.False(Directory.Exists(Path.Combine(_place.Data, "postgres")));

        await dev.SignalAsync("TERM");
        Assert.Equal(0, (await dev.EndAsync()).ExitCode);
        Assert.True(ProcessTable.IsAlive(server.ProcessId));
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Username=nobody;Database=saasgate", "PostgreSQL cannot be used")]
    [InlineData("postgres://nobody@127.0.0.1/saasgate", "SAASGATE_POSTGRES is no connection string of Npgsql")]
    public async Task Says_in_one_line_what_is_wrong_with_SAASGATE_POSTGRES(string owner, string problem)
    {
        using var dev = StartOn(owner);

        var (exitCode, output, progress) = await dev.EndAsync();

        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith(problem, Problem(progress), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_in_one_line_that_the_user_of_SAASGATE_POSTGRES_may_not_make_roles()
    {
        await using var server = await EmbeddedPostgres.StartAsync(new() { Directory = Path.Combine(_place.Folder, "server") }, Bounded.Cancellation);
        await using (var owner = NpgsqlDataSource.Create(server.ConnectionString()))
        await using (var make = owner.CreateCommand("create role modest login createdb password 'modest'"))
            await make.ExecuteNonQueryAsync(Bounded.Cancellation);
        using var dev = StartOn(new NpgsqlConnectionStringBuilder(server.ConnectionString("elsewhere")) { Username = "modest", Password = "modest" }.ConnectionString);

        var (exitCode, output, progress) = await dev.EndAsync();

        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith("The user of the connection string may not do what a migration does (permission denied to create role): ", Problem(progress), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeps_secrets_off_every_command_line()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Command lines are read from /proc.");
        using var dev = SaaSGateProcess.Start(_place.Arguments);
        var facts = await dev.ReadyAsync();
        var lines = Pids(facts).Append(dev.Id).Select(pid => File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/cmdline")).ToList();
        string[] secrets = [.. Skills(facts, "key"), (string)facts["demo"]!["apiToken"]!, (string)facts["demo"]!["scimToken"]!, (string)facts["demo"]!["admin"]!["password"]!];

        Assert.All(secrets, secret => Assert.All(lines, line => Assert.DoesNotContain(secret, line, StringComparison.Ordinal)));

        await EndAsync(dev, facts, "TERM");
    }

    [Fact]
    public async Task Says_in_one_line_which_port_is_in_use()
    {
        using var taken = new TcpListener(IPAddress.Loopback, _place.PortBase + 2);
        taken.Start();
        using var dev = SaaSGateProcess.Start(_place.Arguments);

        var (exitCode, output, progress) = await dev.EndAsync();

        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains($"{(_place.PortBase + 2).ToString(CultureInfo.InvariantCulture)}", Problem(progress), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_in_one_line_where_it_may_not_write()
    {
        await File.WriteAllTextAsync(_place.Data, "a file where a folder should be", Bounded.Cancellation);
        using var dev = SaaSGateProcess.Start(_place.Arguments);

        var (exitCode, output, progress) = await dev.EndAsync();

        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains(_place.Data, Problem(progress), StringComparison.Ordinal);
        File.Delete(_place.Data);
    }

    [Theory]
    [InlineData("running")]
    [InlineData("master.key")]
    [InlineData("logs/postgres.log")]
    [InlineData("logs/gateway.log")]
    public async Task Says_in_one_line_what_it_may_not_write(string path)
    {
        // Nobody may write where a folder stands, not even root.
        var denied = Directory.CreateDirectory(Path.Combine(_place.Data, path)).FullName;
        using var dev = SaaSGateProcess.Start(_place.Arguments);

        var (exitCode, output, progress) = await dev.EndAsync();

        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains(denied, Problem(progress), StringComparison.Ordinal);
        Assert.Contains("--data DIR", Problem(progress), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("running")]
    [InlineData("logs/control-plane.log")]
    [InlineData("gateway/spool/segment")]
    public async Task Says_in_one_line_what_belongs_to_another_user(string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root can be another user.");
        var denied = Path.Combine(_place.Data, path);
        Directory.CreateDirectory(path.Length == 0 ? denied : Path.GetDirectoryName(denied)!);
        if (path.Length > 0)
        {
            await File.WriteAllTextAsync(denied, "", Bounded.Cancellation);
            foreach (var folder in Directory.GetDirectories(_place.Data, "*", SearchOption.AllDirectories).Append(_place.Data))
                File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        }
        using var dev = SaaSGateProcess.StartWith(
            "setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", Path.Combine(AppContext.BaseDirectory, "saasgate"), .. _place.Arguments]);

        var (exitCode, output, progress) = await dev.EndAsync();

        Assert.SkipWhen(exitCode is 126 or 127, "Another user cannot run what was built here.");
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains($"Cannot write to {denied}", Problem(progress), StringComparison.Ordinal);
    }

    /// <summary>Ends it so, and waits until nothing of it runs.</summary>
    private static async Task<(int ExitCode, string Output, string Progress)> EndAsync(SaaSGateProcess dev, JsonObject facts, string signal)
    {
        var pids = Pids(facts);
        Assert.Equal(4, pids.Distinct().Count(ProcessTable.IsAlive));
        await dev.SignalAsync(signal);
        var ended = await dev.EndAsync();
        await Bounded.UntilAsync(() => !pids.Exists(ProcessTable.IsAlive));
        return ended;
    }

    private SaaSGateProcess StartOn(string owner) =>
        SaaSGateProcess.StartWith("env", [$"SAASGATE_POSTGRES={owner}", Path.Combine(AppContext.BaseDirectory, "saasgate"), .. _place.Arguments]);

    // Progress comes before it; no stack trace stands in it.
    private static string Problem(string progress)
    {
        Assert.DoesNotContain("   at ", progress, StringComparison.Ordinal);
        return progress.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
    }

    private static IEnumerable<string> Names(JsonNode node) => node.AsObject().Select(member => member.Key);

    private static List<string> Skills(JsonObject facts, string member) => [.. facts["demo"]!["skills"]!.AsArray().Select(skill => (string)skill![member]!)];

    private static List<int> Pids(JsonObject facts) => [.. facts["pids"]!.AsObject().Select(pid => (int)pid.Value!)];
}
