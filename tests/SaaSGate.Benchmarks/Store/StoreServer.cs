using Npgsql;
using SaaSGate.Benchmarks.Processes;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Embedded;
using SaaSGate.Postgres.Migrations;

namespace SaaSGate.Benchmarks.Store;

/// <summary>A durable PostgreSQL of its own with an empty, migrated database. Its folder is deleted with it.</summary>
internal sealed class StoreServer : IAsyncDisposable
{
    private readonly string _folder;
    private readonly EmbeddedPostgres _server;

    private StoreServer(string folder, EmbeddedPostgres server, MigrationOptions options)
    {
        (_folder, _server) = (folder, server);
        Owner = NpgsqlDataSource.Create(options.Owner + ";Command Timeout=0");
        (Database, Pools) = (options.Database(), new(options.Database()));
    }

    public NpgsqlDataSource Owner { get; }

    public SaaSGateDatabase Pools { get; }

    /// <summary>Connection strings of the product's two roles.</summary>
    public DatabaseOptions Database { get; }

    public static async Task<StoreServer> StartAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var server = await EmbeddedPostgres.StartAsync(new() { Directory = Path.Combine(folder, "postgres") }, cancellationToken);
        var options = new MigrationOptions { Owner = server.ConnectionString("store"), AppPassword = Guid.NewGuid().ToString("n"), PlatformPassword = Guid.NewGuid().ToString("n") };
        await Migrator.MigrateAsync(options, cancellationToken);
        return new(folder, server, options);
    }

    /// <summary>Processor time of the server.</summary>
    public TimeSpan Processors => ProcessorTime.OfChildren(_server.ProcessId);

    /// <summary>The first column of the first row, as the owner.</summary>
    public async Task<T> PeekAsync<T>(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = Owner.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task RunAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Pools.DisposeAsync();
        await Owner.DisposeAsync();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
