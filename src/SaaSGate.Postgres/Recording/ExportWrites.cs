using Npgsql;
using static SaaSGate.Postgres.Statements;

namespace SaaSGate.Postgres.Recording;

/// <summary>Queues exchanges that ended for the organisation's sinks, where it has any.</summary>
internal static class ExportWrites
{
    public static void Add(NpgsqlBatch write, string organisation, IReadOnlyList<PlannedExchange> exchanges)
    {
        var ended = exchanges.Where(exchange => exchange.Draft.End is not null).ToList();
        if (ended.Count > 0)
        {
            write.Add(
                """
                insert into tenant.export_queue (organisation_id, kind, subject, at) select $1, 'exchange', e.* from unnest($2::text[], $3::timestamptz[]) e
                where exists (select from tenant.export_sinks where organisation_id = $1 and what = 'events')
                """,
                organisation, Each(ended, exchange => exchange.Draft.Id), Each(ended, exchange => exchange.Open.StartedAt));
        }
    }
}
