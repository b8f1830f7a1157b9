using Npgsql;
using SaaSGate.Contracts.RegionLink;
using static SaaSGate.Postgres.Statements;

namespace SaaSGate.Postgres.Recording;

/// <summary>Writes what belongs to exchanges: one statement a table, whatever the batch holds. (COPY is refused on tables with row-level security.)</summary>
internal static class IngestWrites
{
    public static void AddBlocks(NpgsqlBatch write, string organisation, IReadOnlyList<NewBlock> blocks)
    {
        if (blocks.Count == 0)
            return;
        write.Add(
            """
            insert into tenant.blocks (organisation_id, session_id, month, number, hash, size, body, salt)
            select $1, b.* from unnest($2::text[], $3::date[], $4::int[], $5::bytea[], $6::int[], $7::bytea[], $8::bytea[]) b
            """,
            organisation, Each(blocks, block => block.SessionId), Each(blocks, block => block.Month), Each(blocks, block => block.Number),
            Each(blocks, block => block.Hash), Each(blocks, block => block.Size), Each(blocks, block => block.Body), Each(blocks, block => block.Salt));
    }

    /// <summary>Chunks of responses that go on: one row for all of an exchange that came together.</summary>
    public static void AddParts(NpgsqlBatch write, IngestBatch batch, IReadOnlyList<PlannedExchange> exchanges)
    {
        var rows = exchanges.Where(exchange => exchange.Body is null && exchange.Draft.Chunks.Count > 0).Select(NewPart.Of).Where(part => part.Data.Length > 0).ToList();
        if (rows.Count > 0)
        {
            write.Add(
                """
                insert into tenant.exchange_parts (organisation_id, exchange_id, position, at, data, timing)
                select $1, p.* from unnest($2::text[], $3::bigint[], $4::timestamptz[], $5::bytea[], $6::bytea[]) p
                on conflict do nothing
                """,
                batch.Organisation.Value, Each(rows, row => row.ExchangeId), Each(rows, row => row.Position), Each(rows, row => row.At), Each(rows, row => row.Data),
                Each(rows, row => row.Timing));
        }

        var whole = exchanges.Where(exchange => exchange.Body is not null && exchange.Draft.Start is null).Select(exchange => exchange.Draft.Id).ToArray();
        if (whole.Length > 0)
            write.Add("delete from tenant.exchange_parts where organisation_id = $1 and exchange_id = any ($2)", batch.Organisation.Value, whole);
    }

    public static void AddFindings(NpgsqlBatch write, IngestBatch batch, IReadOnlyList<PlannedExchange> exchanges)
    {
        var rows = exchanges.SelectMany(exchange => Findings(exchange, "request", exchange.Draft.Start?.Started.Findings)
            .Concat(Findings(exchange, "response", exchange.Draft.End?.Ended.Findings))).ToList();
        if (rows.Count == 0)
            return;
        write.Add(
            """
            insert into tenant.findings (organisation_id, exchange_id, started_at, direction, ordinal, type, detector, location, span_start, span_end, score, label,
                fingerprint, rule)
            select $1, f.* from unnest($2::text[], $3::timestamptz[], $4::text[], $5::int[], $6::text[], $7::text[], $8::text[], $9::int[], $10::int[], $11::real[], $12::text[],
                $13::bytea[], $14::text[]) f
            on conflict do nothing
            """,
            batch.Organisation.Value, Each(rows, row => row.Exchange.Draft.Id), Each(rows, row => row.Exchange.Open.StartedAt), Each(rows, row => row.Direction),
            Each(rows, row => row.Ordinal), Each(rows, row => row.Finding.Type), Each(rows, row => row.Finding.Detector), Each(rows, row => row.Finding.Location),
            Each(rows, row => (int)row.Finding.Start), Each(rows, row => (int)row.Finding.End), Each(rows, row => (float)row.Finding.Score), Each(rows, row => row.Finding.Label),
            Each(rows, row => row.Finding.Fingerprint.IsEmpty ? null : row.Finding.Fingerprint.ToByteArray()), Each(rows, row => OpenExchange.OrNull(row.Finding.Rule)));
    }

    /// <summary>Sums, and the chains' new ends. Changes one row a session whose chain still ended where it was read.</summary>
    public static void AddSessions(NpgsqlBatch write, IngestBatch batch, IReadOnlyList<SessionChange> sessions) => write.Add(
        """
        update tenant.sessions s set exchanges = s.exchanges + n.started, open_exchanges = s.open_exchanges + n.opened, findings = s.findings + n.findings,
            input_tokens = s.input_tokens + n.input, output_tokens = s.output_tokens + n.output, last_decision = coalesce(n.decision, s.last_decision),
            last_outcome = coalesce(n.outcome, s.last_outcome), model = coalesce(n.model, s.model), last_at = greatest(s.last_at, n.last_at), region_id = $2,
            chain_sequence = n.sequence, chain_head = n.head, blocks = n.blocks
        from unnest($3::text[], $4::int[], $5::int[], $6::int[], $7::bigint[], $8::bigint[], $9::text[], $10::text[], $11::text[], $12::timestamptz[], $13::bigint[],
            $14::bytea[], $15::bigint[], $16::int[]) n (id, started, opened, findings, input, output, decision, outcome, model, last_at, sequence, head, before, blocks)
        where s.organisation_id = $1 and s.id = n.id and s.chain_sequence = n.before
        """,
        batch.Organisation.Value, batch.RegionId, Each(sessions, s => s.Id), Each(sessions, s => s.Started), Each(sessions, s => s.Started - s.Ended),
        Each(sessions, s => s.Findings), Each(sessions, s => s.InputTokens), Each(sessions, s => s.OutputTokens), Each(sessions, s => s.LastDecision),
        Each(sessions, s => s.LastOutcome), Each(sessions, s => s.Model), Each(sessions, s => s.LastAt), Each(sessions, s => s.ChainSequence),
        Each(sessions, s => s.ChainHead), Each(sessions, s => s.ChainBefore), Each(sessions, s => s.Blocks));

    public static void AddPosition(NpgsqlBatch write, IngestBatch batch) => write.Add(
        "update tenant.ingest_positions set sequence = $4 where organisation_id = $1 and gateway_id = $2 and spool_id = $3",
        batch.Organisation.Value, batch.GatewayId, batch.SpoolId, (long)batch.Records[^1].Frame.Sequence);

    private static IEnumerable<(PlannedExchange Exchange, string Direction, int Ordinal, FindingRecord Finding)> Findings(
        PlannedExchange exchange, string direction, IEnumerable<FindingRecord>? findings) =>
        (findings ?? []).Select((finding, ordinal) => (exchange, direction, ordinal, finding));
}
