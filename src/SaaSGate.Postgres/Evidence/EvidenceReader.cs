using System.Runtime.CompilerServices;
using Npgsql;
using SaaSGate.Contracts.Proof;
using SaaSGate.Contracts.Recording;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Proof;
using SaaSGate.Postgres.Recording;

namespace SaaSGate.Postgres.Evidence;

/// <summary>Reads what a plan names, within the transaction that made it.</summary>
public sealed class EvidenceReader
{
    private const int AtOnce = 50, CheckpointsAtOnce = 200;

    private readonly NpgsqlConnection _connection;
    private readonly string _organisation;

    internal EvidenceReader(NpgsqlConnection connection, string organisation) => (_connection, _organisation) = (connection, organisation);

    /// <summary>What the report says of a session; null when its row is gone.</summary>
    public Task<SessionFacts?> FindSessionAsync(string session, CancellationToken cancellationToken) => _connection.FirstAsync<SessionFacts>(
        """
        select s.skill_name, coalesce(m.display_name, s.owner_user_id) as owner_name, s.name, s.title, s.started_at, s.last_at
        from tenant.sessions s left join tenant.members m on m.organisation_id = s.organisation_id and m.user_id = s.owner_user_id
        where s.organisation_id = @organisation and s.id = @session
        """,
        new { organisation = _organisation, session }, cancellationToken);

    /// <summary>What people did with a session and its exchanges, such as look at it. The oldest first.</summary>
    public Task<List<AuditLine>> ListAuditAsync(string session, CancellationToken cancellationToken) => _connection.ListAsync<AuditLine>(
        """
        select id, at, actor_name, action, target, detail from tenant.audit_log
        where organisation_id = @organisation and (target = @session
            or target in (select id from tenant.exchanges where organisation_id = @organisation and session_id = @session)
            or target in (select id from tenant.approvals where organisation_id = @organisation and session_id = @session))
        order by id
        """,
        new { organisation = _organisation, session }, cancellationToken);

    /// <summary>The name of the organisation.</summary>
    public Task<string?> FindOrganisationAsync(CancellationToken cancellationToken) =>
        _connection.ValueAsync<string>("select name from tenant.organisations where organisation_id = @organisation", new { organisation = _organisation }, cancellationToken);

    /// <summary>A session's records in their order, up to one.</summary>
    public async IAsyncEnumerable<ProvenRecord> ListRecordsAsync(string session, long upTo, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var salts = new Dictionary<BlockKey, byte[]>();
        for (var after = 0L; after < upTo; after += AtOnce)
        {
            var range = new { organisation = _organisation, session, after, to = Math.Min(upTo, after + AtOnce) };
            var ended = await _connection.ListAsync<EndedExchange>(
                $"""
                select {EndedExchange.AllColumns} from tenant.exchanges e
                where e.organisation_id = @organisation and e.session_id = @session and e.chain_sequence > @after and e.chain_sequence <= @to
                """,
                range, cancellationToken);
            var others = await _connection.ListAsync<Other>(
                """
                select sequence, kind, exchange_id, body, record_hash from tenant.session_records
                where organisation_id = @organisation and session_id = @session and sequence > @after and sequence <= @to
                """,
                range, cancellationToken);
            var opened = others.Exists(other => other.Body is null) ? await _connection.ListAsync<EndedExchange>(
                $"""
                select {EndedExchange.AllColumns} from tenant.session_records r
                join tenant.exchanges e on e.organisation_id = r.organisation_id and e.id = r.exchange_id and e.started_at = r.started_at
                where r.organisation_id = @organisation and r.session_id = @session and r.sequence > @after and r.sequence <= @to
                """,
                range, cancellationToken) : [];

            var content = await ReadContentAsync(session, [.. ended, .. opened.Where(exchange => !HasEnded(exchange, upTo))], upTo, salts, cancellationToken);
            var beginnings = opened.ToDictionary(exchange => exchange.Id);
            var records = ended.ConvertAll(exchange => new ProvenRecord(exchange.ChainSequence!.Value, exchange.RecordHash!, exchange.ToRecord(_organisation), content[exchange.Id]));
            foreach (var other in others)
            {
                // An opening whose exchange is gone cannot be made again: it was deleted with a record that bridges both.
                if (other.Body is { } body)
                    records.Add(new(other.Sequence, other.RecordHash, body, null));
                else if (beginnings.TryGetValue(other.ExchangeId!, out var exchange))
                    records.Add(new(
                        other.Sequence, other.RecordHash, CanonicalJson.Write(ChainRecord.Opened(new(_organisation, session, other.Sequence), exchange.ToFacts())),
                        HasEnded(exchange, upTo) ? null : content[exchange.Id]));
            }

            foreach (var record in records.OrderBy(record => record.Sequence))
                yield return record;
        }
    }

    /// <summary>Checkpoints of a range, those of <paramref name="complete"/> and those that name one of the sessions with their leaves.</summary>
    public async IAsyncEnumerable<(StoredCheckpoint Checkpoint, IReadOnlyList<CheckpointLeaf>? Leaves)> ListCheckpointsAsync(
        ChainRange range, ChainRange complete, IReadOnlyCollection<string> sessions, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var from = range.From; from <= range.To; from += CheckpointsAtOnce)
        {
            var part = new
            {
                organisation = _organisation,
                from,
                to = Math.Min(range.To, from + CheckpointsAtOnce - 1),
                first = complete.From,
                last = complete.To,
                sessions = sessions.ToArray(),
            };
            var checkpoints = await _connection.ListAsync<StoredCheckpoint>(
                $"select {CheckpointStore.Columns} from tenant.checkpoints where organisation_id = @organisation and number between @from and @to order by number", part, cancellationToken);
            var leaves = (await _connection.ListAsync<Leaf>(
                """
                select number, session_id, sequence, head from tenant.checkpoint_leaves
                where organisation_id = @organisation and number between @from and @to and (number between @first and @last or number in (
                    select number from tenant.checkpoint_leaves where organisation_id = @organisation and number between @from and @to and session_id = any (@sessions)))
                """,
                part, cancellationToken)).ToLookup(leaf => leaf.Number);
            foreach (var checkpoint in checkpoints)
            {
                var own = leaves[checkpoint.Number].OrderBy(leaf => leaf.SessionId, StringComparer.Ordinal).Select(leaf => new CheckpointLeaf(leaf.SessionId, leaf.Sequence, leaf.Head)).ToList();
                yield return (checkpoint, own.Count == 0 ? null : own);
            }
        }
    }

    private static bool HasEnded(EndedExchange exchange, long upTo) => exchange.ChainSequence is { } ended && ended <= upTo;

    private async Task<Dictionary<string, ProvenContent>> ReadContentAsync(
        string session, IReadOnlyCollection<EndedExchange> exchanges, long upTo, Dictionary<BlockKey, byte[]> salts, CancellationToken cancellationToken)
    {
        var wanted = exchanges.SelectMany(exchange => exchange.BlockNumbers.Select(number => BlockKey.Of(session, exchange.StartedAt, number)))
            .Distinct().Where(block => !salts.ContainsKey(block)).ToList();
        var bodies = new Dictionary<BlockKey, byte[]>();
        await using (var read = new NpgsqlBatch(_connection))
        {
            read.Add(
                """
                select b.month, b.number, b.salt, b.body from unnest($3::date[], $4::int[]) w (month, number)
                join tenant.blocks b on b.organisation_id = $1 and b.session_id = $2 and b.month = w.month and b.number = w.number
                """,
                _organisation, session, wanted.ConvertAll(block => block.Month).ToArray(), wanted.ConvertAll(block => block.Number).ToArray());
            await using var reader = await read.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var key = new BlockKey(session, reader.GetFieldValue<DateOnly>(0), reader.GetInt32(1));
                (salts[key], bodies[key]) = (reader.GetFieldValue<byte[]>(2), RecordedBytes.Decompress(reader.GetFieldValue<byte[]>(3)));
            }
        }

        var findings = (await _connection.ListAsync<Found>(
            """
            select exchange_id, direction, type, detector, location, span_start, span_end, score, label, fingerprint, rule from tenant.findings
            where organisation_id = @organisation and exchange_id = any (@ids) and started_at >= @from and started_at <= @to order by ordinal
            """,
            new
            {
                organisation = _organisation,
                ids = exchanges.Select(exchange => exchange.Id).ToArray(),
                from = exchanges.Select(exchange => exchange.StartedAt).DefaultIfEmpty().Min(),
                to = exchanges.Select(exchange => exchange.StartedAt).DefaultIfEmpty().Max(),
            }, cancellationToken)).ToLookup(found => (found.ExchangeId, found.Direction), found => found.Finding);
        return exchanges.ToDictionary(exchange => exchange.Id, exchange => new ProvenContent
        {
            ExchangeId = exchange.Id,
            Salts = new(exchange.Salt),
            Skeleton = exchange.RequestSkeleton is null ? null : RecordedBytes.Decompress(exchange.RequestSkeleton),
            Blocks = [.. exchange.RequestBlocks.Select((hash, place) => BlockOf(BlockKey.Of(session, exchange.StartedAt, exchange.BlockNumbers[place]), hash, salts, bodies))],
            Response = !HasEnded(exchange, upTo) || exchange.ResponseBody is null ? null : RecordedBytes.Decompress(exchange.ResponseBody),
            Timing = !HasEnded(exchange, upTo) ? null : exchange.ResponseTiming,
            ResponseContentType = exchange.ResponseContentType,
            RequestFindings = [.. findings[(exchange.Id, "request")]],
            ResponseFindings = HasEnded(exchange, upTo) ? [.. findings[(exchange.Id, "response")]] : [],
        });
    }

    /// <summary>A block that is not there leaves a commitment that no verifier accepts.</summary>
    private static ProvenBlock BlockOf(BlockKey key, byte[] hash, Dictionary<BlockKey, byte[]> salts, Dictionary<BlockKey, byte[]> bodies) =>
        salts.TryGetValue(key, out var salt) ? new(Commitment.OfBlock(salt, hash), hash, salt, bodies.GetValueOrDefault(key)) : new(hash, null, null, null);

    private sealed record Other(long Sequence, string Kind, string? ExchangeId, byte[]? Body, byte[] RecordHash);

    private sealed record Leaf(long Number, string SessionId, long Sequence, byte[] Head);

    private sealed record Found(
        string ExchangeId, string Direction, string Type, string Detector, string Location, int SpanStart, int SpanEnd, float Score, string Label, byte[]? Fingerprint, string? Rule)
    {
        public RecordedFinding Finding => new(Type, Detector, Location, SpanStart, SpanEnd, Score, Label, Fingerprint, Rule);
    }
}
