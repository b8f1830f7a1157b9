using System.Text;
using SaaSGate.TestKit;

namespace SaaSGate.Postgres.Tests.Retention;

/// <summary>Looks for bytes in every row of every table, behind row-level security.</summary>
internal static class Traces
{
    /// <summary>Tables that hold the text, as text or as bytes.</summary>
    public static Task<List<string>> OfAsync(Database database, string text, CancellationToken cancellationToken) => OfAsync(database, text, Encoding.UTF8.GetBytes(text), cancellationToken);

    /// <summary>Tables that hold the bytes.</summary>
    public static Task<List<string>> OfAsync(Database database, byte[] bytes, CancellationToken cancellationToken) =>
        OfAsync(database, Convert.ToHexStringLower(bytes), bytes, cancellationToken);

    private static async Task<List<string>> OfAsync(Database database, string text, byte[] bytes, CancellationToken cancellationToken)
    {
        var tables = new List<string>();
        await using (var list = database.Owner.CreateCommand(
            """
            select quote_ident(n.nspname) || '.' || quote_ident(c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname in ('tenant', 'platform') and c.relkind in ('r', 'p') and not c.relispartition order by 1
            """))
        await using (var rows = await list.ExecuteReaderAsync(cancellationToken))
            while (await rows.ReadAsync(cancellationToken))
                tables.Add(rows.GetString(0));
        var found = new List<string>();
        foreach (var table in tables)
        {
            await using var search = database.Owner.CreateCommand($"select exists (select from {table} t where strpos(to_jsonb(t)::text, $1) > 0 or strpos(to_jsonb(t)::text, $2) > 0)");
            search.Parameters.Add(new() { Value = text });
            search.Parameters.Add(new() { Value = Convert.ToHexStringLower(bytes) });
            if (await search.ExecuteScalarAsync(cancellationToken) is true)
                found.Add(table);
        }

        return found;
    }
}
