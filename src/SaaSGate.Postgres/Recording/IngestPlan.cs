using System.Security.Cryptography;
using SaaSGate.Contracts.Recording;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Postgres.Recording;

/// <summary>Works out what a batch changes: new blocks and rows, how sessions go on, the links of their chains.</summary>
internal sealed class IngestPlan
{
    private readonly IngestBatch _batch;
    private readonly Dictionary<string, SessionChange> _sessions;
    private readonly Dictionary<(string Session, DateOnly Month), SessionBlocks> _blocks;
    private readonly ILookup<string, OpenPart> _parts;

    private IngestPlan(IngestBatch batch, Dictionary<string, SessionChange> sessions, Dictionary<(string Session, DateOnly Month), SessionBlocks> blocks, ILookup<string, OpenPart> parts) =>
        (_batch, _sessions, _blocks, _parts) = (batch, sessions, blocks, parts);

    public IReadOnlyCollection<SessionChange> Sessions => _sessions.Values;

    /// <summary>The number of a session's next block.</summary>
    public int NextOf(string session) => _sessions[session].Blocks;

    public List<NewBlock> Blocks { get; } = [];

    public List<PlannedExchange> Exchanges { get; } = [];

    /// <summary>Links that are no exchange's row.</summary>
    public List<SessionRecord> Records { get; } = [];

    public static IngestPlan Make(
        IngestBatch batch, IReadOnlyList<ExchangeDraft> drafts, HashSet<string> newSessions, Dictionary<string, SessionHead> heads, Dictionary<(string Session, DateOnly Month), SessionBlocks> blocks,
        ILookup<string, OpenPart> parts)
    {
        var touched = drafts.Select(draft => draft.SessionId).ToHashSet();
        var sessions = heads.Values.Where(head => touched.Contains(head.Id)).ToDictionary(head => head.Id, head => new SessionChange(head, newSessions.Contains(head.Id)));
        var plan = new IngestPlan(batch, sessions, blocks, parts);
        foreach (var draft in drafts)
            plan.Add(draft);

        // Links stand in the order in which exchanges ended, or began where they go on beyond the batch.
        foreach (var exchange in plan.Exchanges.Where(exchange => exchange.LinkedAt is not null).OrderBy(exchange => exchange.LinkedAt))
        {
            if (exchange.Draft.End is null)
                plan.LinkOpened(exchange);
            else
                plan.Link(exchange);
        }

        return plan;
    }

    private void Add(ExchangeDraft draft)
    {
        var session = _sessions[draft.SessionId];
        var (blocks, fresh) = (Array.Empty<int>(), (List<int>)[]);
        if (draft.Start is { } start)
        {
            (draft.Open, blocks, fresh) = Begin(draft, start, session);
            session.Started++;
            session.Findings += start.Started.Findings.Count;
            session.LastDecision = draft.Open.Decision;
            session.Model = draft.Open.Model ?? session.Model;
            session.LastAt = Later(session.LastAt, start.At);
        }

        session.SkillId ??= draft.Open!.SkillId;
        foreach (var chunk in draft.Chunks)
            session.LastAt = Later(session.LastAt, chunk.At);
        Exchanges.Add(new(draft, draft.Open!, (draft.Open!.ResponseBytes ?? 0) + draft.Chunks.Sum(chunk => (long)chunk.Data.Length), blocks, fresh));
    }

    /// <returns>The exchange, the numbers of its blocks, and the places of those that its session has not had.</returns>
    private (OpenExchange Open, int[] Blocks, List<int> Fresh) Begin(ExchangeDraft draft, RecordFrame start, SessionChange session)
    {
        var request = draft.Request!;
        var known = _blocks[(draft.SessionId, SessionBlocks.MonthOf(draft.StartedAt))];
        var (commitments, numbers, fresh) = (new byte[request.Blocks.Count][], new int[request.Blocks.Count], new List<int>());
        for (var i = 0; i < request.Blocks.Count; i++)
        {
            var hash = BlockHash.Of(request.Hashes[i]);
            var block = known.Find(hash);
            if (block is null)
            {
                block = new(session.Blocks++, RandomNumberGenerator.GetBytes(Commitment.SaltBytes), request.Hashes[i]);
                known.Add(hash, block);
                fresh.Add(i);
                Blocks.Add(new(known.SessionId, known.Month, block.Number, request.Hashes[i], request.Blocks[i].Length, RecordedBytes.Compress(request.Blocks[i].Span), block.Salt));
            }

            (commitments[i], numbers[i]) = (block.Commitment, block.Number);
        }

        var salts = ExchangeSalts.Create();
        return (OpenExchange.Of(start, _batch, salts, Commitment.OfRequest(Commitment.OfSkeleton(salts.Skeleton, request.Skeleton.Span), commitments)), numbers, fresh);
    }

    /// <summary>The link that says that an exchange is open.</summary>
    private void LinkOpened(PlannedExchange exchange)
    {
        var session = _sessions[exchange.Draft.SessionId];
        var (place, previous) = session.Next(_batch.Organisation.Value);
        Records.Add(new(place, ChainRecord.OpenedKind, exchange.Open.Id, exchange.Open.StartedAt, null, previous,
            session.Advance(CanonicalJson.Write(ChainRecord.Opened(place, exchange.Open.ToFacts())))));
    }

    private void Link(PlannedExchange exchange)
    {
        var (draft, open) = (exchange.Draft, exchange.Open);
        var (end, ended) = (draft.End!, draft.End!.Ended);
        var session = _sessions[draft.SessionId];

        // 1. The whole response: parts of earlier batches, then this one's.
        var responseAt = draft.Response?.At ?? (open.ResponseStartedAt is { } at ? UnixMicroseconds.Of(at) : UnixMicroseconds.Of(open.StartedAt));
        var timing = new ResponseTiming(responseAt);
        var earlier = _parts[draft.Id];
        using var body = new MemoryStream(earlier.Sum(part => part.Data.Length) + draft.Chunks.Sum(chunk => chunk.Data.Length));
        foreach (var part in earlier)
        {
            body.Write(part.Data);
            timing.Add(part.Timing, UnixMicroseconds.Of(part.At));
        }

        foreach (var chunk in draft.Chunks)
        {
            chunk.Data.WriteTo(body);
            timing.Add(chunk.Data.Length, chunk.At);
        }

        exchange.Answer = body.GetBuffer().AsMemory(0, (int)body.Length);
        var response = exchange.Answer.Span;
        exchange.Body = RecordedBytes.Compress(response);
        exchange.Timing = timing.ToArray();
        exchange.Position = response.Length;
        exchange.ToolCalls = ToolCalls.Read(response);
        var salts = new ExchangeSalts(open.Salt);
        exchange.ResponseCommitment = Commitment.OfResponse(salts.Response, response, exchange.Timing);
        exchange.ResponseFindings = Commitment.OfFindings(salts.Findings, [.. ended.Findings.Select(RecordedFinding.Of)]);

        // 2. Its link.
        (var place, exchange.Previous) = session.Next(_batch.Organisation.Value);
        exchange.ChainSequence = place.Sequence;
        exchange.Link = session.Advance(CanonicalJson.Write(ChainRecord.Exchange(place, open.ToFacts(), FactsOf(exchange, end))));

        // 3. The session's sums.
        session.Ended++;
        session.Findings += ended.Findings.Count;
        session.InputTokens += ended.InputTokens;
        session.OutputTokens += ended.OutputTokens;
        session.LastOutcome = ended.Outcome;
        session.LastAt = Later(session.LastAt, end.At);
    }

    private static ResponseFacts FactsOf(PlannedExchange exchange, RecordFrame end)
    {
        var (open, ended, response) = (exchange.Open, end.Ended, exchange.Draft.Response);
        return new()
        {
            EndedAt = UnixMicroseconds.ToTime(end.At),
            ApprovalId = exchange.Draft.ApprovalId ?? open.ApprovalId,
            Status = response?.Response.Status ?? open.Status,
            ContentType = OpenExchange.OrNull(response?.Response.ContentType ?? "") ?? open.ResponseContentType,
            Headers = response is null ? OpenExchange.HeadersOf(open.ResponseHeaders) : OpenExchange.Joined(response.Response.Headers),
            UpstreamRequestId = OpenExchange.OrNull(response?.Response.RequestId ?? "") ?? open.UpstreamRequestId,
            ResponseStartedAt = response is null ? open.ResponseStartedAt : UnixMicroseconds.ToTime(response.At),
            ResponseBytes = exchange.Position,
            ResponseCommitment = exchange.ResponseCommitment!,
            ResponseFindings = exchange.ResponseFindings,
            Outcome = ended.Outcome,
            Problem = OpenExchange.OrNull(ended.Problem),
            ErrorType = OpenExchange.OrNull(ended.ErrorType),
            StopReason = OpenExchange.OrNull(ended.StopReason),
            InputTokens = ended.InputTokens,
            OutputTokens = ended.OutputTokens,
            CacheReadTokens = ended.CacheReadTokens,
            CacheCreationTokens = ended.CacheCreationTokens,
            Withheld = KeptCall.FactsOf(exchange.Kept),
        };
    }

    private static DateTimeOffset Later(DateTimeOffset time, long microseconds) =>
        UnixMicroseconds.ToTime(microseconds) is var other && other > time ? other : time;
}
