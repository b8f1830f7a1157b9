using Npgsql;
using Respawn;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Migrations;
using Xunit;

namespace SaaSGate.TestKit;

/// <summary>A migrated database for one test class, as class fixture. Tests that write call <see cref="ResetAsync"/> first.</summary>
/// <param name="server">The assembly fixture.</param>
public sealed class Database(PostgresServer server) : IAsyncLifetime
{
    private MigrationOptions? _database;
    private SaaSGateDatabase? _pools;
    private NpgsqlDataSource? _owner;
    private Respawner? _respawner;

    /// <summary>Connection strings of the product's two roles.</summary>
    public DatabaseOptions Options => _database!.Database();

    /// <summary>Connections of the owner, whom row-level security does not hold: for setting up and looking behind.</summary>
    public NpgsqlDataSource Owner => _owner!;

    /// <summary>What feature stores of tenants take.</summary>
    public TenantDatabase Tenants => _pools!.Tenants;

    /// <summary>What stores of the installation take.</summary>
    public PlatformDatabase Platform => _pools!.Platform;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _database = await server.CloneTemplateAsync(CancellationToken.None);
        _owner = NpgsqlDataSource.Create(_database.Owner);
        _pools = new(Options);
    }

    /// <summary>Deletes every row that a test may have written. Log positions only ever grow, so they stay.</summary>
    public async Task ResetAsync(CancellationToken cancellationToken)
    {
        await using var connection = await Owner.OpenConnectionAsync(cancellationToken);
        _respawner ??= await Respawner.CreateAsync(connection, new()
        {
            DbAdapter = DbAdapter.Postgres,
            SchemasToInclude = ["tenant", "platform"],
            TablesToIgnore = [new("platform", "migrations"), new("platform", "orleansquery"), new("platform", "log_heads")],
        });
        await _respawner.ResetAsync(connection);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_pools is not null)
            await _pools.DisposeAsync();
        if (_owner is not null)
            await _owner.DisposeAsync();
        if (_database is not null)
            await server.DropAsync(_database, CancellationToken.None);
    }
}
