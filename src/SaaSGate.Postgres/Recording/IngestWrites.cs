using Npgsql;
using NpgsqlTypes;
using SaaSGate.Contracts.RegionLink;
using static SaaSGate.Postgres.Statements;

namespace SaaSGate.Postgres.Recording;

/// <summary>Writes a plan: one round trip. (COPY is refused on tables with row-level security.)</summary>
internal static class IngestWrites
{
    public static void AddBlocks(NpgsqlBatch write, string organisation, IReadOnlyList<NewBlock> blocks)
    {
        if (blocks.Count == 0)
            return;
        write.Add(
            """
            insert into tenant.blocks (organisation_id, session_id, month, hash, size, body, salt)
            select $1, b.* from unnest($2::text[], $3::date[], $4::bytea[], $5::int[], $6::bytea[], $7::bytea[]) b
            on conflict do nothing
            """,
            organisation, Each(blocks, block => block.Key.SessionId), Each(blocks, block => block.Key.Month), Each(blocks, block => block.Hash),
            Each(blocks, block => block.Size), Each(blocks, block => block.Body), Each(blocks, block => block.Salt));
    }

    /// <summary>The row of an exchange that begins with this batch.</summary>
    public static void AddStart(NpgsqlBatch write, IngestBatch batch, PlannedExchange exchange)
    {
        var (open, started) = (exchange.Open, exchange.Draft.Start!.Started);
        var request = exchange.Draft.Request!;
        write.Add(
            """
            insert into tenant.exchanges (organisation_id, id, started_at, session_id, skill_id, skill_key_id, owner_user_id, connection_id, gateway_id, region_id,
                method, path, query, headers, model, streaming, request_content_type, request_bytes, request_digest, request_skeleton, request_blocks,
                decision, rule, policy_id, policy_version, severity, trace_parent, salt, request_commitment, request_findings)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30)
            on conflict do nothing
            """,
            batch.Organisation.Value, open.Id, open.StartedAt, open.SessionId, open.SkillId, open.SkillKeyId, open.OwnerUserId, open.ConnectionId, batch.GatewayId, open.RegionId,
            open.Method, open.Path, open.Query, Json(started.Headers), open.Model, started.Streaming, OpenExchange.OrNull(started.ContentType), started.RequestBytes,
            open.RequestDigest, RecordedBytes.Compress(request.Skeleton.Span), request.Hashes, open.Decision, open.Rule, open.PolicyId, open.PolicyVersion,
            OpenExchange.OrNull(started.Decision?.Severity ?? ""), OpenExchange.OrNull(started.TraceParent), open.Salt, open.RequestCommitment,
            Bytes(open.RequestFindings));
    }

    /// <summary>What came of the response, and of the wait for an approval.</summary>
    public static void AddProgress(NpgsqlBatch write, IngestBatch batch, PlannedExchange exchange)
    {
        var draft = exchange.Draft;
        if (draft.Response is null && draft.ApprovalId is null && draft.Chunks.Count == 0)
            return;
        var response = draft.Response?.Response;
        write.Add(
            """
            update tenant.exchanges set approval_id = coalesce($4, approval_id), status = coalesce($5, status), response_content_type = coalesce($6, response_content_type),
                response_headers = coalesce($7, response_headers), upstream_request_id = coalesce($8, upstream_request_id),
                response_started_at = coalesce($9, response_started_at), response_bytes = $10
            where organisation_id = $1 and id = $2 and started_at = $3 and gateway_id = $11
            """,
            batch.Organisation.Value, draft.Id, exchange.Open.StartedAt, draft.ApprovalId,
            new NpgsqlParameter { Value = (object?)response?.Status ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer },
            OpenExchange.OrNull(response?.ContentType ?? ""), response is null ? Json(null) : Json(response.Headers), OpenExchange.OrNull(response?.RequestId ?? ""),
            new NpgsqlParameter { Value = draft.Response is { } at ? UnixMicroseconds.ToTime(at.At) : DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
            exchange.Position, batch.GatewayId);
    }

    /// <summary>Chunks of a response that goes on: one row for all that came together.</summary>
    public static void AddPart(NpgsqlBatch write, IngestBatch batch, PlannedExchange exchange)
    {
        var chunks = exchange.Draft.Chunks;
        if (chunks.Count == 0 || exchange.Body is not null)
            return;
        var timing = new ResponseTiming(chunks[0].At);
        using var data = new MemoryStream();
        foreach (var chunk in chunks)
        {
            chunk.Data.WriteTo(data);
            timing.Add(chunk.Data.Length, chunk.At);
        }

        if (data.Length == 0)
            return;
        write.Add(
            "insert into tenant.exchange_parts (organisation_id, exchange_id, position, at, data, timing) values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
            batch.Organisation.Value, exchange.Draft.Id, exchange.Position - data.Length, UnixMicroseconds.ToTime(chunks[0].At), data.ToArray(), timing.ToArray());
    }

    /// <summary>The whole response and the link of an exchange that has ended.</summary>
    public static void AddEnd(NpgsqlBatch write, IngestBatch batch, PlannedExchange exchange)
    {
        if (exchange.Body is null)
            return;
        var (end, ended) = (exchange.Draft.End!, exchange.Draft.End!.Ended);
        write.Add(
            """
            update tenant.exchanges set response_body = $4, response_timing = $5, response_bytes = $6, response_commitment = $7, ended_at = $8, outcome = $9, problem = $10,
                error_type = $11, stop_reason = $12, input_tokens = $13, output_tokens = $14, cache_read_tokens = $15, cache_creation_tokens = $16,
                chain_sequence = $17, previous_hash = $18, record_hash = $19, response_findings = $21
            where organisation_id = $1 and id = $2 and started_at = $3 and gateway_id = $20 and outcome is null
            """,
            batch.Organisation.Value, exchange.Draft.Id, exchange.Open.StartedAt, exchange.Body, exchange.Timing, exchange.Position, exchange.ResponseCommitment,
            UnixMicroseconds.ToTime(end.At), ended.Outcome, OpenExchange.OrNull(ended.Problem), OpenExchange.OrNull(ended.ErrorType), OpenExchange.OrNull(ended.StopReason),
            ended.InputTokens, ended.OutputTokens, ended.CacheReadTokens, ended.CacheCreationTokens, exchange.ChainSequence, exchange.Previous, exchange.Link,
            batch.GatewayId, Bytes(exchange.ResponseFindings));
        if (exchange.Draft.Start is null)
            write.Add("delete from tenant.exchange_parts where organisation_id = $1 and exchange_id = $2", batch.Organisation.Value, exchange.Draft.Id);
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

    /// <summary>Sums, and the chain's new end. Answers with a row when the chain still ended where it was read.</summary>
    public static void AddSession(NpgsqlBatch write, IngestBatch batch, SessionChange session) => write.Add(
        """
        update tenant.sessions set exchanges = exchanges + $3, open_exchanges = open_exchanges + $4, findings = findings + $5, input_tokens = input_tokens + $6,
            output_tokens = output_tokens + $7, last_decision = coalesce($8, last_decision), last_outcome = coalesce($9, last_outcome), model = coalesce($10, model),
            last_at = greatest(last_at, $11), region_id = $12, chain_sequence = $13, chain_head = $14
        where organisation_id = $1 and id = $2 and chain_sequence = $15
        """,
        batch.Organisation.Value, session.Id, session.Started, session.Started - session.Ended, session.Findings, session.InputTokens, session.OutputTokens,
        session.LastDecision, session.LastOutcome, session.Model, session.LastAt, batch.RegionId, session.ChainSequence,
        Bytes(session.ChainHead), session.ChainBefore);

    public static void AddPosition(NpgsqlBatch write, IngestBatch batch) => write.Add(
        "update tenant.ingest_positions set sequence = $4 where organisation_id = $1 and gateway_id = $2 and spool_id = $3",
        batch.Organisation.Value, batch.GatewayId, batch.SpoolId, (long)batch.Records[^1].Frame.Sequence);

    private static IEnumerable<(PlannedExchange Exchange, string Direction, int Ordinal, FindingRecord Finding)> Findings(
        PlannedExchange exchange, string direction, IEnumerable<FindingRecord>? findings) =>
        (findings ?? []).Select((finding, ordinal) => (exchange, direction, ordinal, finding));

    private static NpgsqlParameter Json(IEnumerable<HeaderRecord>? headers) => new()
    {
        NpgsqlDbType = NpgsqlDbType.Jsonb,
        Value = headers is null ? DBNull.Value : OpenExchange.HeadersOf(headers),
    };

    private static NpgsqlParameter Bytes(byte[]? bytes) => new() { Value = (object?)bytes ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea };
}
