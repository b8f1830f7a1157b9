using System.Text.Json;
using SaaSGate.Contracts.Recording;
using SaaSGate.Postgres.Recording;
using SaaSGate.TestKit;

namespace SaaSGate.Postgres.Tests.Retention;

/// <summary>
/// Checks a session from nothing but its rows, by the rules of the format: each record follows from the one before, over bridges where records
/// were deleted; content is what records commit to, or a record says that it was deleted.
/// </summary>
internal sealed class ChainVerifier(Database database, TestTenant tenant, string session)
{
    private readonly List<string> _defects = [];

    /// <summary>What does not fit, in words; empty when all does.</summary>
    public async Task<IReadOnlyList<string>> DefectsAsync(CancellationToken cancellationToken)
    {
        await database.Tenants.InTenantAsync(tenant.Organisation, async connection =>
        {
            var key = new { session };
            var rows = await connection.ListAsync<EndedExchange>($"select {EndedExchange.AllColumns} from tenant.exchanges e where e.session_id = @session", key, cancellationToken);
            var others = await connection.ListAsync<Other>(
                "select sequence, kind, exchange_id, body, previous_hash, record_hash from tenant.session_records where session_id = @session", key, cancellationToken);
            var head = await connection.FirstAsync<Head>("select chain_sequence, chain_head from tenant.sessions where id = @session", key, cancellationToken);
            var blocks = (await connection.ListAsync<Block>("select month, hash, salt, body from tenant.blocks where session_id = @session", key, cancellationToken))
                .ToDictionary(block => (block.Month, Convert.ToHexString(block.Hash)));
            var found = await connection.ListAsync<Found>(
                """
                select f.exchange_id, f.direction, f.type, f.detector, f.location, f.span_start, f.span_end, f.score, f.label, f.fingerprint, f.rule
                from tenant.findings f join tenant.exchanges e on e.id = f.exchange_id and e.started_at = f.started_at where e.session_id = @session order by f.ordinal
                """, key, cancellationToken);
            var deletions = others.Where(other => other.Kind == "deletion").Select(other => CanonicalJson.Read(other.Body)).ToList();
            CheckChain(rows, others, deletions, head!);
            foreach (var row in rows.Where(row => row.ChainSequence is not null))
                CheckContent(row, blocks, found.ToLookup(f => (f.ExchangeId, f.Direction)), deletions);
        }, cancellationToken);
        return _defects;
    }

    private void CheckChain(List<EndedExchange> rows, List<Other> others, List<JsonElement> deletions, Head head)
    {
        var records = new SortedDictionary<long, (byte[] Record, byte[] Previous, byte[] Hash)>();
        foreach (var row in rows.Where(row => row.ChainSequence is not null))
            records[row.ChainSequence!.Value] = (row.ToRecord(tenant.Organisation.Value), row.PreviousHash!, row.RecordHash!);
        foreach (var other in others)
            records[other.Sequence] = (
                other.Body ?? CanonicalJson.Write(ChainRecord.Opened(new(tenant.Organisation.Value, session, other.Sequence), rows.Single(row => row.Id == other.ExchangeId).ToFacts())),
                other.PreviousHash, other.RecordHash);
        var bridges = deletions.SelectMany(deletion => deletion.GetProperty("records").EnumerateArray())
            .GroupBy(bridge => bridge.GetProperty("from").GetInt64()).ToDictionary(group => group.Key, group => group.MaxBy(bridge => bridge.GetProperty("to").GetInt64()));
        var (next, link) = (1L, Commitment.Genesis);
        while (next <= head.ChainSequence)
        {
            if (records.TryGetValue(next, out var record))
            {
                if (!record.Previous.AsSpan().SequenceEqual(link) || !Commitment.OfLink(link, record.Record).AsSpan().SequenceEqual(record.Hash))
                    _defects.Add($"record {next} does not follow");
                (link, next) = (record.Hash, next + 1);
            }
            else if (bridges.TryGetValue(next, out var bridge))
            {
                if (!Convert.FromHexString(bridge.GetProperty("before").GetString()!).AsSpan().SequenceEqual(link))
                    _defects.Add($"the bridge at {next} does not follow");
                (link, next) = (Convert.FromHexString(bridge.GetProperty("after").GetString()!), bridge.GetProperty("to").GetInt64() + 1);
            }
            else
            {
                _defects.Add($"record {next} is missing");
                return;
            }
        }

        if (!link.AsSpan().SequenceEqual(head.ChainHead ?? Commitment.Genesis))
            _defects.Add("the head is another");
    }

    private void CheckContent(EndedExchange row, Dictionary<(DateOnly, string), Block> blocks, ILookup<(string, string), Found> found, List<JsonElement> deletions)
    {
        var (salts, at) = (new ExchangeSalts(row.Salt), row.ChainSequence!.Value);
        if (row.RequestSkeleton is not { } skeleton)
        {
            if (!IsIn("bodies"))
                _defects.Add($"bodies of {at} are missing");
            if (row.ResponseBody is not null || row.ResponseTiming is not null || row.RequestBlocks.Length > 0 || salts.Skeleton.ContainsAnyExcept((byte)0) || salts.Response.ContainsAnyExcept((byte)0))
                _defects.Add($"bodies of {at} are deleted in part");
        }
        else
        {
            List<byte[]> commitments = [];
            foreach (var hash in row.RequestBlocks)
            {
                if (blocks.TryGetValue((new(row.StartedAt.UtcDateTime.Year, row.StartedAt.UtcDateTime.Month, 1), Convert.ToHexString(hash)), out var block))
                    commitments.Add(Commitment.OfBlock(block.Salt, hash));
                else
                    _defects.Add($"a block of {at} is missing");
            }

            if (!Commitment.OfRequest(Commitment.OfSkeleton(salts.Skeleton, RecordedBytes.Decompress(skeleton)), commitments).AsSpan().SequenceEqual(row.RequestCommitment))
                _defects.Add($"the request of {at} is another");
            if (!Commitment.OfResponse(salts.Response, RecordedBytes.Decompress(row.ResponseBody), row.ResponseTiming).AsSpan().SequenceEqual(row.ResponseCommitment))
                _defects.Add($"the response of {at} is another");
        }

        var (request, response) = (Findings("request"), Findings("response"));
        if (request.Length + response.Length == 0 && (row.RequestFindings ?? row.ResponseFindings) is not null)
        {
            if (!IsIn("findings"))
                _defects.Add($"findings of {at} are missing");
            if (salts.Findings.ContainsAnyExcept((byte)0))
                _defects.Add($"the salt of findings of {at} is there");
        }
        else if (!Same(Commitment.OfFindings(salts.Findings, request), row.RequestFindings) || !Same(Commitment.OfFindings(salts.Findings, response), row.ResponseFindings))
        {
            _defects.Add($"findings of {at} are others");
        }

        RecordedFinding[] Findings(string direction) => [.. found[(row.Id, direction)].Select(f => f.Finding)];
        bool IsIn(string what) => deletions.Exists(deletion => deletion.GetProperty(what).EnumerateArray()
            .Any(range => range.GetProperty("from").GetInt64() <= at && range.GetProperty("to").GetInt64() >= at));
        static bool Same(byte[]? left, byte[]? right) => (left ?? []).AsSpan().SequenceEqual(right ?? []);
    }

    private sealed record Other(long Sequence, string Kind, string? ExchangeId, byte[]? Body, byte[] PreviousHash, byte[] RecordHash);

    private sealed record Head(long ChainSequence, byte[]? ChainHead);

    private sealed record Block(DateOnly Month, byte[] Hash, byte[] Salt, byte[] Body);

    private sealed record Found(
        string ExchangeId, string Direction, string Type, string Detector, string Location, int SpanStart, int SpanEnd, float Score, string Label, byte[]? Fingerprint, string? Rule)
    {
        public RecordedFinding Finding => new(Type, Detector, Location, SpanStart, SpanEnd, Score, Label, Fingerprint, Rule);
    }
}
