using System.Security.Cryptography;
using SaaSGate.Contracts.Recording;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Postgres.Recording;

/// <summary>Works out what a batch changes: new blocks and rows, how sessions go on, the links of their chains.</summary>
internal sealed class IngestPlan
{
    private readonly IngestBatch _batch;
    private readonly Dictionary<string, SessionChange> _sessions;
    private readonly Dictionary<BlockKey, byte[]> _salts;
    private readonly ILookup<string, OpenPart> _parts;

    private IngestPlan(IngestBatch batch, Dictionary<string, SessionChange> sessions, Dictionary<BlockKey, byte[]> salts, ILookup<string, OpenPart> parts) =>
        (_batch, _sessions, _salts, _parts) = (batch, sessions, salts, parts);

    public IReadOnlyCollection<SessionChange> Sessions => _sessions.Values;

    public List<NewBlock> Blocks { get; } = [];

    public List<PlannedExchange> Exchanges { get; } = [];

    public static IngestPlan Make(
        IngestBatch batch, IReadOnlyList<ExchangeDraft> drafts, HashSet<string> newSessions, Dictionary<string, SessionHead> heads, Dictionary<BlockKey, byte[]> salts,
        ILookup<string, OpenPart> parts)
    {
        var touched = drafts.Select(draft => draft.SessionId).ToHashSet();
        var sessions = heads.Values.Where(head => touched.Contains(head.Id)).ToDictionary(head => head.Id, head => new SessionChange(head, newSessions.Contains(head.Id)));
        var plan = new IngestPlan(batch, sessions, salts, parts);
        foreach (var draft in drafts)
            plan.Add(draft);

        // Links stand in the order in which exchanges ended.
        foreach (var exchange in plan.Exchanges.Where(exchange => exchange.Draft.End is not null).OrderBy(exchange => exchange.Draft.End!.Sequence))
            plan.Link(exchange);
        return plan;
    }

    private void Add(ExchangeDraft draft)
    {
        var session = _sessions[draft.SessionId];
        if (draft.Start is { } start)
        {
            draft.Open = Begin(draft, start);
            session.Started++;
            session.Findings += start.Started.Findings.Count;
            session.LastDecision = draft.Open.Decision;
            session.Model = draft.Open.Model ?? session.Model;
            session.LastAt = Later(session.LastAt, start.At);
        }

        session.SkillId ??= draft.Open!.SkillId;
        foreach (var chunk in draft.Chunks)
            session.LastAt = Later(session.LastAt, chunk.At);
        Exchanges.Add(new(draft, draft.Open!, (draft.Open!.ResponseBytes ?? 0) + draft.Chunks.Sum(chunk => (long)chunk.Data.Length)));
    }

    private OpenExchange Begin(ExchangeDraft draft, RecordFrame start)
    {
        var request = draft.Request!;
        var commitments = new List<byte[]>(request.Blocks.Count);
        for (var i = 0; i < request.Blocks.Count; i++)
        {
            var key = BlockKey.Of(draft.SessionId, draft.StartedAt, request.Hashes[i]);
            if (!_salts.TryGetValue(key, out var salt))
            {
                _salts[key] = salt = RandomNumberGenerator.GetBytes(ExchangeCommitment.SaltBytes);
                Blocks.Add(new(key, request.Hashes[i], request.Blocks[i].Length, RecordedBytes.Compress(request.Blocks[i].Span), salt));
            }

            commitments.Add(ExchangeCommitment.OfBlock(salt, request.Hashes[i]));
        }

        var exchangeSalt = RandomNumberGenerator.GetBytes(ExchangeCommitment.SaltBytes);
        return OpenExchange.Of(
            start, _batch.RegionId, exchangeSalt, ExchangeCommitment.OfRequest(exchangeSalt, request.Skeleton.Span, commitments, start.Started.Findings));
    }

    private void Link(PlannedExchange exchange)
    {
        var (draft, open) = (exchange.Draft, exchange.Open);
        var (end, ended) = (draft.End!, draft.End!.Ended);
        var session = _sessions[draft.SessionId];

        // 1. The whole response: parts of earlier batches, then this one's.
        var responseAt = draft.Response?.At ?? (open.ResponseStartedAt is { } at ? UnixMicroseconds.Of(at) : UnixMicroseconds.Of(open.StartedAt));
        var timing = new ResponseTiming(responseAt);
        using var body = new MemoryStream();
        foreach (var part in _parts[draft.Id])
        {
            body.Write(part.Data);
            timing.Add(part.Timing, UnixMicroseconds.Of(part.At));
        }

        foreach (var chunk in draft.Chunks)
        {
            chunk.Data.WriteTo(body);
            timing.Add(chunk.Data.Length, chunk.At);
        }

        var response = body.GetBuffer().AsSpan(0, (int)body.Length);
        exchange.Body = RecordedBytes.Compress(response);
        exchange.Timing = timing.ToArray();
        exchange.Position = response.Length;
        exchange.ResponseCommitment = ExchangeCommitment.OfResponse(open.Salt, response, ended.Findings);

        // 2. Its link.
        exchange.Previous = session.ChainHead ?? ExchangeCommitment.Genesis;
        exchange.ChainSequence = ++session.ChainSequence;
        exchange.Link = session.ChainHead = ExchangeCommitment.OfExchange(exchange.Previous, FactsOf(exchange, end));

        // 3. The session's sums.
        session.Ended++;
        session.Findings += ended.Findings.Count;
        session.InputTokens += ended.InputTokens;
        session.OutputTokens += ended.OutputTokens;
        session.LastOutcome = ended.Outcome;
        session.LastAt = Later(session.LastAt, end.At);
    }

    private ExchangeFacts FactsOf(PlannedExchange exchange, RecordFrame end)
    {
        var (open, ended) = (exchange.Open, end.Ended);
        return new()
        {
            OrganisationId = _batch.Organisation.Value,
            SessionId = open.SessionId,
            ExchangeId = open.Id,
            ChainSequence = exchange.ChainSequence,
            StartedAt = UnixMicroseconds.Of(open.StartedAt),
            EndedAt = end.At,
            SkillId = open.SkillId,
            SkillKeyId = open.SkillKeyId,
            OwnerUserId = open.OwnerUserId,
            ConnectionId = open.ConnectionId,
            GatewayId = _batch.GatewayId,
            RegionId = open.RegionId,
            Method = open.Method,
            Path = open.Path,
            Query = open.Query,
            Model = open.Model,
            Decision = open.Decision,
            Rule = open.Rule,
            PolicyId = open.PolicyId,
            PolicyVersion = open.PolicyVersion,
            ApprovalId = exchange.Draft.ApprovalId ?? open.ApprovalId,
            RequestDigest = open.RequestDigest,
            RequestCommitment = open.RequestCommitment,
            Status = exchange.Draft.Response?.Response.Status ?? open.Status,
            ResponseCommitment = exchange.ResponseCommitment!,
            Outcome = ended.Outcome,
            Problem = OpenExchange.OrNull(ended.Problem),
            ErrorType = OpenExchange.OrNull(ended.ErrorType),
            StopReason = OpenExchange.OrNull(ended.StopReason),
            InputTokens = ended.InputTokens,
            OutputTokens = ended.OutputTokens,
        };
    }

    private static DateTimeOffset Later(DateTimeOffset time, long microseconds) =>
        UnixMicroseconds.ToTime(microseconds) is var other && other > time ? other : time;
}
