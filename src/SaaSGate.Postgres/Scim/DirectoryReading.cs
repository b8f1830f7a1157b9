using System.Globalization;
using Npgsql;
using SaaSGate.Contracts.Ids;

namespace SaaSGate.Postgres.Scim;

/// <summary>Reads a part of a list and counts the whole, in one round trip.</summary>
internal static class DirectoryReading
{
    public static async Task<DirectoryPage<T>?> ListAsync<T>(
        NpgsqlConnection connection, Id<Organisation> organisation, DirectoryQuery query, FilterColumns columns, string select, string table, string id, CancellationToken cancellationToken)
    {
        List<object?> values = [organisation.Value];
        var sql = new FilterSql(columns, values);
        var where = sql.Where(query.Filter);
        if (sql.Faulty)
            return null;
        await using var batch = new NpgsqlBatch(connection);
        batch.Add($"select count(*)::int from {table} r where r.organisation_id = $1 and {where}", [.. values]);
        var order = sql.OrderBy(query.SortBy);
        values.Add(query.StartIndex - 1);
        values.Add(query.Count);
        var last = values.Count;
        // The part is chosen before anything is joined to it.
        batch.Add(
            string.Create(CultureInfo.InvariantCulture, $"""
            {select} join unnest(array(
                select {id} from {table} r where r.organisation_id = $1 and {where}
                order by {order}{(query.Descending ? " desc nulls last" : "")}, {id} offset ${last - 1} limit ${last})) with ordinality as c (chosen, place) on c.chosen = {id}
            where r.organisation_id = $1 order by c.place
            """), [.. values]);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var total = reader.GetInt32(0);
        await reader.NextResultAsync(cancellationToken);
        return new(total, await reader.RestAsync(RowReader<T>.For(reader), cancellationToken));
    }
}
