using Npgsql;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Billing;
using static SaaSGate.Postgres.Statements;

namespace SaaSGate.Postgres.Recording;

/// <summary>
/// Counts what is paid for, by hour, in the transaction that takes the records in: an exchange ends once, so it counts once. Those that were refused
/// for a limit or a stop, or because SaaSGate could not serve them, are nobody's use.
/// </summary>
internal static class MeterWrites
{
    public static void Add(NpgsqlBatch write, string organisation, IReadOnlyList<PlannedExchange> exchanges)
    {
        var rows = exchanges.Where(UseWrites.IsUse)
            .GroupBy(exchange => UsageHour.Of(UnixMicroseconds.ToTime(exchange.Draft.End!.At))).OrderBy(group => group.Key).ToList();
        if (rows.Count == 0)
            return;
        write.Add(
            """
            insert into tenant.usage_hours as u (organisation_id, meter, hour, quantity) select $1, $2, n.* from unnest($3::timestamptz[], $4::bigint[]) n
            on conflict (organisation_id, meter, hour) do update set quantity = u.quantity + excluded.quantity
            """,
            organisation, Meters.Requests, Each(rows, row => row.Key), Each(rows, row => (long)row.Count()));
    }
}
