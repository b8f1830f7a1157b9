using SaaSGate.Postgres.Migrations;

namespace SaaSGate.Postgres.Hosting;

/// <summary>Whether the database is at this program's version.</summary>
/// <param name="platform">The database.</param>
public sealed class MigrationState(PlatformDatabase platform)
{
    private static readonly string[] Needed = [.. Script.Embedded().Select(script => script.Name)];

    /// <summary>True when every migration that this program carries was applied.</summary>
    /// <exception cref="Npgsql.NpgsqlException">PostgreSQL cannot be reached.</exception>
    public async Task<bool> IsCurrentAsync(CancellationToken cancellationToken)
    {
        await using var connection = await platform.OpenAsync(cancellationToken);
        var missing = await connection.ValueAsync<long>(
            "select count(*) from unnest(@needed) as n (name) where not exists (select from platform.migrations m where m.name = n.name)",
            new { needed = Needed }, cancellationToken);
        return missing == 0;
    }
}
