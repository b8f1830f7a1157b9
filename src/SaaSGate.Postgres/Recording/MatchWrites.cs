using Npgsql;
using SaaSGate.Contracts.RegionLink;
using static SaaSGate.Postgres.Statements;

namespace SaaSGate.Postgres.Recording;

/// <summary>Writes which rules matched.</summary>
internal static class MatchWrites
{
    /// <summary>One row for each match. Nothing is added where no rule matched.</summary>
    public static void Add(NpgsqlBatch write, string organisation, IReadOnlyList<PlannedExchange> exchanges)
    {
        var rows = exchanges.SelectMany(exchange => Matches(exchange, "request", exchange.Draft.Start?.Started.Matches)
            .Concat(Matches(exchange, "response", exchange.Draft.End?.Ended.Matches))).ToList();
        if (rows.Count == 0)
            return;
        write.Add(
            """
            insert into tenant.rule_matches (organisation_id, exchange_id, at, direction, ordinal, rule, policy_id, policy_version, kind, severity, decisive, shadow, because)
            select $1, m.* from unnest($2::text[], $3::timestamptz[], $4::text[], $5::int[], $6::text[], $7::text[], $8::bigint[], $9::text[], $10::text[], $11::bool[], $12::bool[],
                $13::text[]) m
            on conflict do nothing
            """,
            organisation, Each(rows, row => row.Exchange.Draft.Id), Each(rows, row => row.Exchange.Open.StartedAt), Each(rows, row => row.Direction), Each(rows, row => row.Ordinal),
            Each(rows, row => row.Match.Rule), Each(rows, row => row.Match.PolicyId), Each(rows, row => (long)row.Match.PolicyVersion), Each(rows, row => row.Match.Kind),
            Each(rows, row => row.Match.Severity), Each(rows, row => row.Match.Decisive), Each(rows, row => row.Match.Shadow), Each(rows, row => row.Match.Because));
    }

    private static IEnumerable<(PlannedExchange Exchange, string Direction, int Ordinal, RuleMatch Match)> Matches(
        PlannedExchange exchange, string direction, IEnumerable<RuleMatch>? matches) =>
        (matches ?? []).Select((match, ordinal) => (exchange, direction, ordinal, match));
}
