using Npgsql;
using static SaaSGate.Postgres.Statements;

namespace SaaSGate.Postgres.Recording;

/// <summary>Writes which calls of answers were kept back.</summary>
internal static class WithheldWrites
{
    /// <summary>Nothing is written where none was. To be called behind the statement that begins exchanges.</summary>
    public static void Add(NpgsqlBatch write, string organisation, IReadOnlyList<PlannedExchange> exchanges)
    {
        var rows = exchanges.Where(exchange => exchange.Kept.Count > 0 && exchange.Draft.TellsOfCalls).ToList();
        if (rows.Count == 0)
            return;
        write.Add(
            """
            update tenant.exchanges e set withheld = n.calls::jsonb, kept_back = n.in_record::jsonb
            from unnest($2::text[], $3::timestamptz[], $4::text[], $5::text[]) n (id, started_at, calls, in_record)
            where e.organisation_id = $1 and e.id = n.id and e.started_at = n.started_at
            """,
            organisation, Each(rows, row => row.Draft.Id), Each(rows, row => row.Open.StartedAt), Each(rows, row => KeptCall.Write(row.Kept)), Each(rows, InRecord));
    }

    /// <summary>What the record says of them, which is made when the exchange has ended.</summary>
    private static string? InRecord(PlannedExchange exchange) => exchange.Draft.End is null ? null : KeptCall.Write(exchange.Kept.Select(call => call with { Input = null }));
}
