using System.Text.Json;
using Npgsql;
using SaaSGate.Contracts.RegionLink;
using static SaaSGate.Postgres.Statements;

namespace SaaSGate.Postgres.Recording;

/// <summary>Writes which calls of answers were kept back.</summary>
internal static class WithheldWrites
{
    /// <summary>Nothing is added where none was. To be called behind the statement that begins exchanges.</summary>
    public static void Add(NpgsqlBatch write, string organisation, IReadOnlyList<PlannedExchange> exchanges)
    {
        var rows = exchanges.Where(exchange => exchange.Draft.Withheld.Count > 0).ToList();
        if (rows.Count == 0)
            return;
        write.Add(
            """
            update tenant.exchanges e set withheld = coalesce(e.withheld, '[]') || n.calls::jsonb
            from unnest($2::text[], $3::timestamptz[], $4::text[]) n (id, started_at, calls)
            where e.organisation_id = $1 and e.id = n.id and e.started_at = n.started_at
            """,
            organisation, Each(rows, row => row.Draft.Id), Each(rows, row => row.Open.StartedAt), Each(rows, row => JsonSerializer.Serialize(row.Draft.Withheld.Select(Describe))));
    }

    private static object Describe(RecordFrame frame)
    {
        var call = frame.Withheld;
        return new
        {
            at = UnixMicroseconds.ToTime(frame.At),
            index = call.Index,
            tool = call.Tool,
            input = call.Input,
            rule = call.Rule,
            policyId = call.PolicyId,
            policyVersion = (long)call.PolicyVersion,
            kind = call.Kind,
            approvalId = OpenExchange.OrNull(call.ApprovalId),
        };
    }
}
