using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using SaaSGate.Postgres.Embedded;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Embedded;

public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private EmbeddedPostgresOptions Options => new() { Directory = _folder.In("postgres"), Durable = false };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Finds_its_data_again_after_a_stop()
    {
        await using (var first = await EmbeddedPostgres.StartAsync(Options, Cancellation))
            await ExecuteAsync(first, "create table kept (it int)");

        await using var second = await EmbeddedPostgres.StartAsync(Options, Cancellation);

        Assert.Equal(0L, await ExecuteAsync(second, "select count(*) from kept"));
    }

    [Fact]
    public async Task Leaves_no_process_after_a_stop()
    {
        var server = await EmbeddedPostgres.StartAsync(Options, Cancellation);
        Assert.True(PostmasterPid.IsAlive(server.ProcessId));

        await server.DisposeAsync();

        Assert.False(PostmasterPid.IsAlive(server.ProcessId));
    }

    [Fact]
    public async Task Recovers_data_of_a_server_that_was_killed()
    {
        await using (var first = await EmbeddedPostgres.StartAsync(Options with { Durable = true }, Cancellation))
        {
            await ExecuteAsync(first, "create table kept (it int)");
            Kill(first.ProcessId);
            await first.ExitedAsync(Cancellation);
        }

        await using var second = await EmbeddedPostgres.StartAsync(Options, Cancellation);

        Assert.Equal(0L, await ExecuteAsync(second, "select count(*) from kept"));
    }

    [Fact]
    public async Task The_server_ends_when_what_keeps_it_is_killed()
    {
        var user = await ServerUser.ChooseAsync(Cancellation);
        Assert.SkipUnless(user.DiesWithParent, "The kernel or setpriv cannot end a process with its parent here.");
        await using var server = await EmbeddedPostgres.StartAsync(Options, Cancellation);
        var keeper = int.Parse((await Command.RunAsync(["ps", "-o", "ppid=", "-p", server.ProcessId.ToString(CultureInfo.InvariantCulture)], Cancellation)).Output, CultureInfo.InvariantCulture);

        Kill(keeper);

        await GoneAsync(server.ProcessId);
    }

    [Fact]
    public async Task Stops_a_server_that_still_runs_on_the_directory()
    {
        await using var leftover = await EmbeddedPostgres.StartAsync(Options, Cancellation);
        var user = await ServerUser.ChooseAsync(Cancellation);
        var binaries = await ServerBinaries.PrepareAsync(null, user, Cancellation);

        await ServerHome.StopLeftoverAsync(_folder.In("postgres", "data"), user, binaries, Cancellation);

        await leftover.ExitedAsync(Cancellation);
        Assert.False(PostmasterPid.IsAlive(leftover.ProcessId));
    }

    [Fact]
    public async Task A_pid_file_whose_number_a_stranger_has_by_now_does_not_stop_it()
    {
        string[] pidFile;
        await using (var first = await EmbeddedPostgres.StartAsync(Options, Cancellation))
            pidFile = await File.ReadAllLinesAsync(_folder.In("postgres", "data", "postmaster.pid"), Cancellation);
        pidFile[0] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        await File.WriteAllLinesAsync(_folder.In("postgres", "data", "postmaster.pid"), pidFile, Cancellation);

        await using var second = await EmbeddedPostgres.StartAsync(Options, Cancellation);

        Assert.NotEqual(Environment.ProcessId, second.ProcessId);
    }

    [Fact]
    public async Task Makes_a_cluster_again_that_was_half_made()
    {
        Directory.CreateDirectory(_folder.In("postgres", "data.new"));
        await File.WriteAllTextAsync(_folder.In("postgres", "data.new", "PG_VERSION"), "18", Cancellation);

        await using var server = await EmbeddedPostgres.StartAsync(Options, Cancellation);

        Assert.Equal(1, await ExecuteAsync(server, "select 1"));
    }

    [Fact]
    public async Task Says_which_port_is_in_use()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var refusal = await RefusalAsync(Options with { Port = port });

        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"Port {port} on 127.0.0.1 is in use: end what uses it, or choose other ports with --port-base."), refusal);
    }

    [Fact]
    public async Task Refuses_a_directory_that_another_holds()
    {
        await using var first = await EmbeddedPostgres.StartAsync(Options, Cancellation);

        Assert.StartsWith("Another SaaSGate runs on ", await RefusalAsync(Options), StringComparison.Ordinal);
        Assert.Equal(1, await ExecuteAsync(first, "select 1"));
    }

    [Fact]
    public async Task Says_how_to_install_a_package_that_is_missing() =>
        Assert.Contains("run 'npm ci' in the folder web", await RefusalAsync(Options with { NodeModules = _folder.In("nothing") }), StringComparison.Ordinal);

    [Fact]
    public async Task Says_where_it_may_not_write()
    {
        await File.WriteAllTextAsync(_folder.In("file"), "", Cancellation);

        Assert.StartsWith("Cannot write to ", await RefusalAsync(Options with { Directory = _folder.In("file", "postgres") }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_wrong_password()
    {
        await using var server = await EmbeddedPostgres.StartAsync(Options, Cancellation);
        await using var source = NpgsqlDataSource.Create(server.ConnectionString() + ";Password=wrong");

        var refusal = await Assert.ThrowsAsync<PostgresException>(async () => await source.OpenConnectionAsync(Cancellation));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);
    }

    private async Task<string> RefusalAsync(EmbeddedPostgresOptions options)
    {
        var refusal = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => EmbeddedPostgres.StartAsync(options, Cancellation));
        Assert.DoesNotContain('\n', refusal.Message);
        return refusal.Message;
    }

    private static async Task<object?> ExecuteAsync(EmbeddedPostgres server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString() + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancellation);
    }

    private static void Kill(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
    }

    private static Task GoneAsync(int pid) => Bounded.UntilAsync(() => !PostmasterPid.IsAlive(pid));
}
