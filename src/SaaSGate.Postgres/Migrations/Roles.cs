using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace SaaSGate.Postgres.Migrations;

/// <summary>Makes the roles, and gives those that log in the caller's passwords.</summary>
internal static class Roles
{
    private const int Iterations = 4096;
    private const int Attempts = 5;

    /// <param name="connection">Of the database's owner.</param>
    /// <param name="role">Its name.</param>
    /// <param name="password">What it logs in with; null for a role that never does.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task EnsureAsync(NpgsqlConnection connection, string role, string? password, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await EnsureOnceAsync(connection, role, password is null ? null : Verifier(password), cancellationToken);
                return;
            }
            catch (PostgresException race) when (attempt < Attempts && race.SqlState is PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.InternalError)
            {
                // Roles belong to the whole server, the migrator's lock to one database: another migrator was at the same role.
            }
        }
    }

    private static async Task EnsureOnceAsync(NpgsqlConnection connection, string role, string? verifier, CancellationToken cancellationToken)
    {
        var mayBypass = await ScalarAsync(connection, "select rolsuper or rolbypassrls from pg_roles where rolname = $1", cancellationToken, role);
        if (mayBypass is true)
            throw new MigrationException($"The role {role} passes row-level security on this server: run 'alter role {role} nosuperuser nobypassrls' as its owner.");

        if (verifier is null)
        {
            if (mayBypass is null)
            {
                await using var make = new NpgsqlCommand($"create role {role} nologin nosuperuser nobypassrls nocreatedb nocreaterole", connection);
                await make.ExecuteNonQueryAsync(cancellationToken);
            }

            return;
        }

        var sql = await ScalarAsync(connection, mayBypass is null
            ? "select format('create role %I login nosuperuser nobypassrls nocreatedb nocreaterole password %L', $1, $2)"
            : "select format('alter role %I login password %L', $1, $2)", cancellationToken, role, verifier);
        // Orleans and EF Core name their tables without a schema.
        var path = role == DatabaseRoles.Platform ? $"; alter role {role} set search_path = platform" : "";
        await using var command = new NpgsqlCommand($"{sql}{path}", connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params string[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>What PostgreSQL stores (RFC 5803), so that the password itself never stands in a statement that the server could log.</summary>
    private static string Verifier(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, Iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return string.Create(CultureInfo.InvariantCulture,
            $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}");
    }
}
