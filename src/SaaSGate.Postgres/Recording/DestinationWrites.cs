using Npgsql;
using static SaaSGate.Postgres.Statements;

namespace SaaSGate.Postgres.Recording;

/// <summary>Writes where tools of answers went.</summary>
internal static class DestinationWrites
{
    public static void Add(NpgsqlBatch write, string organisation, IReadOnlyList<PlannedExchange> exchanges)
    {
        var rows = exchanges.SelectMany(exchange => exchange.ToolCalls.Select(call => (Exchange: exchange, Call: call))).ToList();
        if (rows.Count == 0)
            return;
        write.Add(
            """
            insert into tenant.exchange_destinations (organisation_id, session_id, exchange_id, host, tool, at)
            select $1, d.* from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[]) d
            on conflict do nothing
            """,
            organisation, Each(rows, row => row.Exchange.Draft.SessionId), Each(rows, row => row.Exchange.Draft.Id), Each(rows, row => row.Call.Host.Replace("\0", "", StringComparison.Ordinal)),
            Each(rows, row => row.Call.Tool.Replace("\0", "", StringComparison.Ordinal)), Each(rows, row => row.Exchange.Open.StartedAt));
    }
}
