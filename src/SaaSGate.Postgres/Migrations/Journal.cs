using System.Data;
using DbUp.Engine;
using Npgsql;

namespace SaaSGate.Postgres.Migrations;

/// <summary>Which scripts a database has had, and what they said: the table <c>platform.migrations</c>.</summary>
/// <param name="applied">Hash by name, as read under the migrator's lock.</param>
/// <param name="scripts">What this program carries.</param>
internal sealed class Journal(IReadOnlyDictionary<string, string> applied, IReadOnlyList<Script> scripts) : IJournal
{
    private const string CreateSql = """
        create schema if not exists platform;
        create table if not exists platform.migrations (
            name text primary key,
            sha256 text not null,
            applied_at timestamptz not null default now()
        );
        """;

    private readonly Dictionary<string, string> _hashes = scripts.ToDictionary(script => script.Name, script => script.Hash);

    public static async Task<Journal> OpenAsync(NpgsqlConnection connection, IReadOnlyList<Script> scripts, CancellationToken cancellationToken)
    {
        await using (var create = new NpgsqlCommand(CreateSql, connection))
            await create.ExecuteNonQueryAsync(cancellationToken);
        var applied = new Dictionary<string, string>();
        await using var read = new NpgsqlCommand("select name, sha256 from platform.migrations", connection);
        await using var rows = await read.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            applied.Add(rows.GetString(0), rows.GetString(1));
        return new(applied, scripts);
    }

    /// <summary>What speaks against going on, in one line, or null.</summary>
    public string? Objection()
    {
        var unknown = applied.Keys.Where(name => !_hashes.ContainsKey(name)).Order(StringComparer.Ordinal).FirstOrDefault();
        if (unknown is not null)
            return $"The database is newer than this program: it has had migration {unknown}, which this program does not know. Run the newer program.";

        var changed = scripts.FirstOrDefault(script => applied.TryGetValue(script.Name, out var hash) && hash != script.Hash);
        if (changed is not null)
            return $"Migration {changed.Name} was changed after this database had it. Bring the file back and write a new one; in development, remove the data directory.";

        var last = applied.Keys.Max(StringComparer.Ordinal);
        var late = scripts.FirstOrDefault(script => !applied.ContainsKey(script.Name) && string.CompareOrdinal(script.Name, last) < 0);
        return late is null
            ? null
            : $"Migration {late.Name} comes before {last}, which this database has had already. Give it a number after that; in development, remove the data directory.";
    }

    public string[] GetExecutedScripts() => [.. applied.Keys];

    public void StoreExecutedScript(SqlScript script, Func<IDbCommand> dbCommandFactory)
    {
        using var command = dbCommandFactory();
        command.CommandText = "insert into platform.migrations (name, sha256) values ($1, $2)";
        command.Parameters.Add(new NpgsqlParameter { Value = script.Name });
        command.Parameters.Add(new NpgsqlParameter { Value = _hashes[script.Name] });
        command.ExecuteNonQuery();
    }

    public void EnsureTableExistsAndIsLatestVersion(Func<IDbCommand> dbCommandFactory)
    {
        // OpenAsync made it, under the lock.
    }
}
