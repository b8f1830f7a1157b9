using System.Text.Json;
using Google.Protobuf.Collections;
using Npgsql;
using SaaSGate.Contracts.RegionLink;
using static SaaSGate.Postgres.Statements;

namespace SaaSGate.Postgres.Recording;

/// <summary>Writes the rows of exchanges: those that begin with the batch are inserted as far as the batch tells of them, the others updated.</summary>
internal static class ExchangeWrites
{
    // How an exchange went on, as columns of unnest; each statement begins them at another number.
    private const string ProgressNames = """
        approval, status, response_type, response_headers, request_id, response_at, response_bytes,
        response_body, timing, response_commitment, ended_at, outcome, problem, error_type, stop_reason, input, output, cache_read, cache_creation, sequence, previous, link,
        response_findings
        """;

    /// <summary>Exchanges that begin with this batch: one row each, or fewer where another gateway was first.</summary>
    public static void AddStarts(NpgsqlBatch write, IngestBatch batch, IReadOnlyList<PlannedExchange> starts) => write.Add(
        $"""
        insert into tenant.exchanges (organisation_id, gateway_id, region_id, id, started_at, session_id, skill_id, skill_key_id, owner_user_id, connection_id,
            method, path, query, headers, model, streaming, request_content_type, request_bytes, request_digest, request_skeleton, request_blocks,
            decision, rule, policy_id, policy_version, severity, trace_parent, salt, request_commitment, parent_id, request_findings, policies, edit_of, counted_from,
            approval_id, status, response_content_type, response_headers, upstream_request_id, response_started_at, response_bytes,
            response_body, response_timing, response_commitment, ended_at, outcome, problem, error_type, stop_reason, input_tokens, output_tokens,
            cache_read_tokens, cache_creation_tokens, chain_sequence, previous_hash, record_hash, response_findings)
        select $1, $2, $3, n.id, n.started_at, n.session, n.skill, n.skill_key, n.owner, n.connection,
            n.method, n.path, n.query, n.headers::jsonb, n.model, n.streaming, n.request_type, n.request_bytes, n.digest, n.skeleton,
            n.blocks::integer[],
            n.decision, n.rule, n.policy, n.policy_version, n.severity, n.trace_parent, n.salt, n.commitment, n.parent, n.request_findings, n.policies::jsonb, n.edit_of, n.counted_from,
            n.approval, n.status, n.response_type, n.response_headers::jsonb, n.request_id, n.response_at, n.response_bytes,
            n.response_body, n.timing, n.response_commitment, n.ended_at, n.outcome, n.problem, n.error_type, n.stop_reason, n.input, n.output,
            n.cache_read, n.cache_creation, n.sequence, n.previous, n.link, n.response_findings
        from unnest($4::text[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[],
            $16::bool[], $17::text[], $18::bigint[], $19::bytea[], $20::bytea[], $21::text[], $22::text[], $23::text[], $24::text[], $25::bigint[], $26::text[], $27::text[],
            $28::bytea[], $29::bytea[], $30::text[], $31::bytea[], $32::text[], $33::text[], $34::timestamptz[], {Progress(35)})
            n (id, started_at, session, skill, skill_key, owner, connection, method, path, query, headers, model, streaming, request_type, request_bytes, digest, skeleton, blocks,
               decision, rule, policy, policy_version, severity, trace_parent, salt, commitment, parent, request_findings, policies, edit_of, counted_from, {ProgressNames})
        on conflict do nothing
        """,
        [
            batch.Organisation.Value, batch.GatewayId, batch.RegionId,
            Each(starts, e => e.Open.Id), Each(starts, e => e.Open.StartedAt), Each(starts, e => e.Open.SessionId), Each(starts, e => e.Open.SkillId),
            Each(starts, e => e.Open.SkillKeyId), Each(starts, e => e.Open.OwnerUserId), Each(starts, e => e.Open.ConnectionId), Each(starts, e => e.Open.Method),
            Each(starts, e => e.Open.Path), Each(starts, e => e.Open.Query), Each(starts, e => e.Open.Headers), Each(starts, e => e.Open.Model),
            Each(starts, e => Started(e).Streaming), Each(starts, e => OpenExchange.OrNull(Started(e).ContentType)), Each(starts, e => Started(e).RequestBytes),
            Each(starts, e => e.Open.RequestDigest), Each(starts, e => RecordedBytes.Compress(e.Draft.Request!.Skeleton.Span)), Each(starts, e => BlockRuns.Of(e.Blocks)),
            Each(starts, e => e.Open.Decision), Each(starts, e => e.Open.Rule), Each(starts, e => e.Open.PolicyId), Each(starts, e => e.Open.PolicyVersion),
            Each(starts, e => OpenExchange.OrNull(Started(e).Decision?.Severity ?? "")), Each(starts, e => OpenExchange.OrNull(Started(e).TraceParent)),
            Each(starts, e => e.Open.Salt), Each(starts, e => e.Open.RequestCommitment), Each(starts, e => e.Open.ParentId),
            Each(starts, e => e.Open.RequestFindings), Each(starts, e => Json(Started(e).Policies)), Each(starts, e => OpenExchange.OrNull(Started(e).EditOf)),
            Each(starts, e => e.Open.StartedAt < e.Draft.Earliest ? e.Draft.Earliest : (DateTimeOffset?)null), .. Progress(starts),
        ]);

    /// <summary>Exchanges that an earlier batch began.</summary>
    public static void AddChanges(NpgsqlBatch write, IngestBatch batch, IReadOnlyList<PlannedExchange> changes) => write.Add(
        $"""
        update tenant.exchanges e set approval_id = coalesce(n.approval, e.approval_id), status = coalesce(n.status, e.status),
            response_content_type = coalesce(n.response_type, e.response_content_type), response_headers = coalesce(n.response_headers::jsonb, e.response_headers),
            upstream_request_id = coalesce(n.request_id, e.upstream_request_id), response_started_at = coalesce(n.response_at, e.response_started_at),
            response_bytes = coalesce(n.response_bytes, e.response_bytes), response_body = n.response_body, response_timing = n.timing,
            response_commitment = n.response_commitment, ended_at = n.ended_at, outcome = n.outcome, problem = n.problem, error_type = n.error_type,
            stop_reason = n.stop_reason, input_tokens = n.input, output_tokens = n.output, cache_read_tokens = n.cache_read, cache_creation_tokens = n.cache_creation,
            chain_sequence = n.sequence, previous_hash = n.previous, record_hash = n.link,
            response_findings = n.response_findings
        from unnest($5::text[], $6::timestamptz[], {Progress(7)}) n (id, started_at, {ProgressNames})
        where e.organisation_id = $1 and e.gateway_id = $2 and e.id = n.id and e.started_at = n.started_at and e.outcome is null
          and e.started_at between $3 and $4
        """,
        [
            batch.Organisation.Value, batch.GatewayId, changes.Min(e => e.Open.StartedAt), changes.Max(e => e.Open.StartedAt),
            Each(changes, e => e.Open.Id), Each(changes, e => e.Open.StartedAt), .. Progress(changes),
        ]);

    private static string Progress(int first)
    {
        string[] types =
        [
            "text", "int", "text", "text", "text", "timestamptz", "bigint",
            "bytea", "bytea", "bytea", "timestamptz", "text", "text", "text", "text", "bigint", "bigint", "bigint", "bigint", "bigint", "bytea", "bytea", "bytea",
        ];
        return string.Join(", ", types.Select((type, i) => $"${first + i}::{type}[]"));
    }

    private static object?[] Progress(IReadOnlyList<PlannedExchange> exchanges) =>
    [
        Each(exchanges, e => e.Draft.ApprovalId), Each(exchanges, e => e.Draft.Response?.Response.Status),
        Each(exchanges, e => OpenExchange.OrNull(e.Draft.Response?.Response.ContentType ?? "")), Each(exchanges, e => Json(e.Draft.Response?.Response.Headers)),
        Each(exchanges, e => OpenExchange.OrNull(e.Draft.Response?.Response.RequestId ?? "")),
        Each(exchanges, e => e.Draft.Response is { } at ? UnixMicroseconds.ToTime(at.At) : (DateTimeOffset?)null),
        Each(exchanges, e => e.Body is not null || HasProgress(e.Draft) ? e.Position : (long?)null),
        Each(exchanges, e => e.Body), Each(exchanges, e => e.Timing), Each(exchanges, e => e.ResponseCommitment),
        Each(exchanges, e => Ended(e) is null ? (DateTimeOffset?)null : UnixMicroseconds.ToTime(e.Draft.End!.At)), Each(exchanges, e => Ended(e)?.Outcome),
        Each(exchanges, e => OpenExchange.OrNull(Ended(e)?.Problem ?? "")), Each(exchanges, e => OpenExchange.OrNull(Ended(e)?.ErrorType ?? "")),
        Each(exchanges, e => OpenExchange.OrNull(Ended(e)?.StopReason ?? "")), Each(exchanges, e => Ended(e)?.InputTokens), Each(exchanges, e => Ended(e)?.OutputTokens),
        Each(exchanges, e => Ended(e)?.CacheReadTokens), Each(exchanges, e => Ended(e)?.CacheCreationTokens),
        Each(exchanges, e => Ended(e) is null ? (long?)null : e.ChainSequence), Each(exchanges, e => e.Previous), Each(exchanges, e => e.Link),
        Each(exchanges, e => e.ResponseFindings),
    ];

    private static bool HasProgress(ExchangeDraft draft) => draft.Response is not null || draft.ApprovalId is not null || draft.Chunks.Count > 0;

    private static ExchangeStarted Started(PlannedExchange exchange) => exchange.Draft.Start!.Started;

    private static ExchangeEnded? Ended(PlannedExchange exchange) => exchange.Draft.End?.Ended;

    /// <summary>Versions in force, in the order of merging; null where there are none.</summary>
    private static string? Json(RepeatedField<PolicyUse> policies) => policies.Count == 0 ? null : JsonSerializer.Serialize(
        policies.Select(use => new { policyId = use.PolicyId, version = (long)use.Version, shadowVersion = use.ShadowVersion == 0 ? (long?)null : (long)use.ShadowVersion }));

    private static string? Json(RepeatedField<HeaderRecord>? headers) => headers is null ? null : OpenExchange.HeadersOf(headers);
}
