using Npgsql;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using static SaaSGate.Postgres.Statements;

namespace SaaSGate.Postgres.Recording;

/// <summary>
/// Writes into the audit log that a gateway refused what waited for an approval, and did not get one that holds: about the approval, beside who decided.
/// </summary>
internal static class RefusalWrites
{
    /// <summary>Nothing is added where nothing was refused. To be called behind the statements that write exchanges and calls that were kept back.</summary>
    public static void Add(NpgsqlBatch write, IngestBatch batch, IReadOnlyList<PlannedExchange> exchanges, TimeProvider clock)
    {
        var rows = exchanges.Where(exchange => exchange.Draft.End?.Ended is { } ended && IsRefused(ended)).ToList();
        if (rows.Count == 0)
            return;
        write.Add(
            """
            insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, detail)
            select e.organisation_id, n.audit, $2, $2, 'exchange.refused', w.approval, jsonb_build_object(
                'exchangeId', e.id, 'sessionId', e.session_id, 'skillId', e.skill_id, 'outcome', e.outcome, 'problem', e.problem)
            from unnest($3::text[], $4::timestamptz[], $5::text[]) n (id, started_at, audit)
            join tenant.exchanges e on e.organisation_id = $1 and e.id = n.id and e.started_at = n.started_at
            cross join lateral (select coalesce(e.withheld -> -1 ->> 'approvalId', e.approval_id) as approval) w
            where w.approval is not null
            """,
            batch.Organisation.Value, batch.GatewayId, Each(rows, row => row.Draft.Id), Each(rows, row => row.Open.StartedAt), Each(rows, _ => Id<AuditEntry>.New(clock).Value));
    }

    private static bool IsRefused(ExchangeEnded ended) => ended.Outcome is "denied" or "expired" || ended is { Outcome: "refused", Problem: "approval_void" };
}
