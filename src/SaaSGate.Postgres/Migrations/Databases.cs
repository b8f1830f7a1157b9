using Npgsql;

namespace SaaSGate.Postgres.Migrations;

/// <summary>Makes the database itself.</summary>
internal static class Databases
{
    private const string Maintenance = "postgres";

    /// <summary>Opens the database that the pool names, and creates it first where the server has none of that name.</summary>
    /// <exception cref="MigrationException">The server cannot be reached, or refuses.</exception>
    public static async Task<NpgsqlConnection> OpenAsync(NpgsqlDataSource owner, string connectionString, CancellationToken cancellationToken)
    {
        try
        {
            return await OpenOrCreateAsync(owner, connectionString, cancellationToken);
        }
        catch (NpgsqlException away)
        {
            throw new MigrationException($"PostgreSQL cannot be used ({away.Message.ReplaceLineEndings(" ")}): see that it runs and that the connection string is right.", away);
        }
    }

    private static async Task<NpgsqlConnection> OpenOrCreateAsync(NpgsqlDataSource owner, string connectionString, CancellationToken cancellationToken)
    {
        try
        {
            return await owner.OpenConnectionAsync(cancellationToken);
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            await CreateAsync(connectionString, cancellationToken);
            return await owner.OpenConnectionAsync(cancellationToken);
        }
    }

    private static async Task CreateAsync(string connectionString, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var name = settings.Database!;
        settings.Database = Maintenance;
        settings.Pooling = false;
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var quote = new NpgsqlCommand("select format('create database %I', $1)", connection) { Parameters = { new() { Value = name } } };
        var sql = (string)(await quote.ExecuteScalarAsync(cancellationToken))!;
        try
        {
            await using var create = new NpgsqlCommand(sql, connection);
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException race) when (race.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another migrator made it at this moment.
        }
    }
}
