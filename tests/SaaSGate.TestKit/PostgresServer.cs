using System.Globalization;
using Npgsql;
using SaaSGate.Postgres.Embedded;
using SaaSGate.Postgres.Migrations;
using Xunit;

namespace SaaSGate.TestKit;

/// <summary>
/// One real PostgreSQL for a whole test process, with a migrated template that test classes clone. Add it with
/// <c>[assembly: AssemblyFixture(typeof(PostgresServer))]</c> and take a <see cref="Database"/> as class fixture.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string Template = "saasgate_template";

    // Many processes may start at once on a busy machine.
    private const int ConnectSeconds = 120;
    private readonly string _folder = ServerFolder.Make();
    private EmbeddedPostgres? _server;
    private MigrationOptions? _template;
    private int _databases;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _server = await EmbeddedPostgres.StartAsync(new() { Directory = Path.Combine(_folder, "postgres"), Durable = false }, CancellationToken.None);

        // No pool: a template can be cloned only while nobody is connected to it.
        _template = new()
        {
            Owner = At(Template) + ";Pooling=false",
            AppPassword = Guid.NewGuid().ToString("n"),
            PlatformPassword = Guid.NewGuid().ToString("n"),
        };
        await Migrator.MigrateAsync(_template, CancellationToken.None);

        // A connection that was closed may be there a moment longer.
        await Bounded.UntilAsync(async () =>
        {
            await using var connection = await OpenAsync(CancellationToken.None);
            await using var command = new NpgsqlCommand($"select not exists (select from pg_stat_activity where datname = '{Template}')", connection);
            return await command.ExecuteScalarAsync() is true;
        });
    }

    /// <summary>An empty database, migrated, for the caller alone. Takes about 100 ms.</summary>
    /// <returns>How to reach it: as owner, and as the two roles of the product.</returns>
    public Task<MigrationOptions> CloneTemplateAsync(CancellationToken cancellationToken) => CreateAsync($" template {Template}", cancellationToken);

    /// <summary>An empty database that has had no migration.</summary>
    public Task<MigrationOptions> CreateEmptyAsync(CancellationToken cancellationToken) => CreateAsync("", cancellationToken);

    /// <summary>Removes a database, whoever is still connected to it.</summary>
    public Task DropAsync(MigrationOptions database, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        return ExecuteAsync($"drop database {new NpgsqlConnectionStringBuilder(database.Owner).Database} with (force)", cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another process has swept it: its lock is given back by now.
        }
    }

    private async Task<MigrationOptions> CreateAsync(string source, CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync($"create database {name}{source}", cancellationToken);
        return _template! with { Owner = At(name) };
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(At("postgres"));
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    private string At(string database) => new NpgsqlConnectionStringBuilder(_server!.ConnectionString(database)) { Timeout = ConnectSeconds }.ConnectionString;
}
