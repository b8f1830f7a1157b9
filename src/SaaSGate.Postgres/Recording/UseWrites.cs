using Npgsql;
using SaaSGate.Contracts.Pricing;
using SaaSGate.Contracts.RegionLink;
using static SaaSGate.Postgres.Statements;

namespace SaaSGate.Postgres.Recording;

/// <summary>
/// Writes what skills used: sums of the day, and things used for the first time. Rows that other gateways change too are taken in
/// one order.
/// </summary>
internal static class UseWrites
{
    /// <summary>Problems of requests that use nothing: those for which the skill's own people refuse it, and those for which SaaSGate cannot serve it.</summary>
    private static readonly HashSet<string> Refusals = ["limited", "locked", "stopped", "body_invalid"], Failures = ["lease_expired", "recording_unavailable", "hold_unavailable", "internal"];

    /// <summary>Whether an exchange has ended and counts: one that a stop cuts off once Claude has begun to answer does.</summary>
    public static bool IsUse(PlannedExchange exchange) => exchange.Draft.End is { Ended: var ended }
        && (ended.Outcome == "cut" && (exchange.Draft.Response is not null || exchange.Open.Status is not null)
            || !Refusals.Contains(ended.Problem) && !(ended.Outcome == "refused" && Failures.Contains(ended.Problem)));

    public static void Add(
        NpgsqlBatch write, string organisation, IReadOnlyList<PlannedExchange> exchanges, IReadOnlyList<(FirstUse Use, PlannedExchange Exchange)> uses, ModelPrices prices)
    {
        AddSums(write, organisation, exchanges, prices);
        AddFirst(write, organisation, uses);
    }

    private static void AddSums(NpgsqlBatch write, string organisation, IReadOnlyList<PlannedExchange> exchanges, ModelPrices prices)
    {
        var rows = exchanges.Where(IsUse)
            .GroupBy(exchange => (exchange.Open.SkillId, Day: DateOnly.FromDateTime(UnixMicroseconds.ToTime(exchange.Draft.End!.At).UtcDateTime)))
            .OrderBy(group => group.Key.SkillId, StringComparer.Ordinal).ThenBy(group => group.Key.Day).ToList();
        if (rows.Count == 0)
            return;
        write.Add(
            """
            insert into tenant.skill_use as u (organisation_id, skill_id, day, requests, tokens, cost_micros)
            select $1, n.* from unnest($2::text[], $3::date[], $4::bigint[], $5::bigint[], $6::bigint[]) n
            on conflict (organisation_id, skill_id, day) do update set requests = u.requests + excluded.requests, tokens = u.tokens + excluded.tokens,
                cost_micros = u.cost_micros + excluded.cost_micros
            """,
            organisation, Each(rows, row => row.Key.SkillId), Each(rows, row => row.Key.Day), Each(rows, row => row.Sum(exchange => (long)Math.Max(1, exchange.Draft.End!.Ended.Requests))),
            Each(rows, row => row.Sum(exchange => exchange.Draft.End!.Ended.Tokens)), Each(rows, row => row.Sum(exchange => prices.CostOf(exchange.Open.Model, exchange.Draft.End!.Ended))));
    }

    private static void AddFirst(NpgsqlBatch write, string organisation, IReadOnlyList<(FirstUse Use, PlannedExchange Exchange)> uses)
    {
        if (uses.Count == 0)
            return;
        write.Add(
            """
            insert into tenant.skill_seen (organisation_id, skill_id, kind, value, first_at, exchange_id)
            select $1, n.* from unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[]) n
            on conflict do nothing
            """,
            organisation, Each(uses, row => row.Use.SkillId), Each(uses, row => row.Use.Kind), Each(uses, row => row.Use.Value),
            Each(uses, row => UnixMicroseconds.ToTime(row.Exchange.Draft.End!.At)), Each(uses, row => row.Exchange.Draft.Id));
    }
}
