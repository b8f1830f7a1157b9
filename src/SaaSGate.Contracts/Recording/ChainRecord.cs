namespace SaaSGate.Contracts.Recording;

/// <summary>The records of a session's chain, as objects that are hashed in their canonical form. All of one kind have the same members; what is absent is null. Only <c>withheld</c> is left out where there is none.</summary>
public static class ChainRecord
{
    /// <summary>An exchange that has ended.</summary>
    public const string ExchangeKind = "exchange";

    /// <summary>An exchange that began and had not ended when its beginning was taken in.</summary>
    public const string OpenedKind = "exchange.opened";

    /// <summary>Something was deleted.</summary>
    public const string DeletionKind = "deletion";

    private const int Version = 1;

    /// <summary>An exchange that is open.</summary>
    public static CanonicalObject Opened(ChainPlace place, RequestFacts request) => WithRequest(Begin(OpenedKind, place), request, null);

    /// <summary>An exchange that has ended.</summary>
    public static CanonicalObject Exchange(ChainPlace place, RequestFacts request, ResponseFacts response)
    {
        ArgumentNullException.ThrowIfNull(response);
        var record = WithRequest(Begin(ExchangeKind, place), request, response.ApprovalId);
        record.Add("endedAt", response.EndedAt);
        record.Add("response", new CanonicalObject
        {
            { "status", response.Status },
            { "contentType", response.ContentType },
            { "headers", Headers(response.Headers) },
            { "requestId", response.UpstreamRequestId },
            { "startedAt", response.ResponseStartedAt },
            { "bytes", CanonicalJson.Count(response.ResponseBytes) },
            { "commitment", response.ResponseCommitment },
            { "findings", response.ResponseFindings },
        });
        record.Add("outcome", response.Outcome);
        record.Add("problem", response.Problem);
        record.Add("errorType", response.ErrorType);
        record.Add("stopReason", response.StopReason);
        record.Add("tokens", new CanonicalObject
        {
            { "input", CanonicalJson.Count(response.InputTokens) },
            { "output", CanonicalJson.Count(response.OutputTokens) },
            { "cacheRead", CanonicalJson.Count(response.CacheReadTokens) },
            { "cacheCreation", CanonicalJson.Count(response.CacheCreationTokens) },
        });

        // Records that were made before it came have none.
        if (response.Withheld.Count > 0)
            record.Add("withheld", response.Withheld.Select(Withheld));
        return record;
    }

    /// <summary>A deletion.</summary>
    public static CanonicalObject Deletion(ChainPlace place, DeletionFacts deletion)
    {
        ArgumentNullException.ThrowIfNull(deletion);
        var record = Begin(DeletionKind, place);
        record.Add("at", deletion.At);
        record.Add("by", deletion.By);
        record.Add("reason", deletion.Reason);
        record.Add("note", deletion.Note);
        record.Add("bodies", deletion.Bodies.Select(Range));
        record.Add("findings", deletion.Findings.Select(Range));
        record.Add("blocks", deletion.Blocks);
        record.Add("records", deletion.Records.Select(bridge => new CanonicalObject
        {
            { "from", CanonicalJson.Count(bridge.Range.From) },
            { "to", CanonicalJson.Count(bridge.Range.To) },
            { "before", bridge.Before },
            { "after", bridge.After },
        }));
        return record;
    }

    private static CanonicalObject Begin(string kind, ChainPlace place) => new()
    {
        { "type", kind },
        { "version", Version },
        { "organisation", place.OrganisationId },
        { "session", place.SessionId },
        { "sequence", CanonicalJson.Count(place.Sequence) },
    };

    private static CanonicalObject WithRequest(CanonicalObject record, RequestFacts facts, string? approvalId)
    {
        ArgumentNullException.ThrowIfNull(facts);
        record.Add("exchange", facts.ExchangeId);
        record.Add("startedAt", facts.StartedAt);
        record.Add("skill", facts.SkillId);
        record.Add("skillKey", facts.SkillKeyId);
        record.Add("owner", facts.OwnerUserId);
        record.Add("connection", facts.ConnectionId);
        record.Add("gateway", facts.GatewayId);
        record.Add("region", facts.RegionId);
        record.Add("traceParent", facts.TraceParent);
        record.Add("parent", facts.ParentExchangeId);
        record.Add("request", new CanonicalObject
        {
            { "method", facts.Method },
            { "path", facts.Path },
            { "query", facts.Query },
            { "headers", Headers(facts.Headers) },
            { "model", facts.Model },
            { "streaming", facts.Streaming },
            { "contentType", facts.ContentType },
            { "bytes", CanonicalJson.Count(facts.RequestBytes) },
            { "digest", facts.RequestDigest },
            { "commitment", facts.RequestCommitment },
            { "findings", facts.RequestFindings },
        });
        record.Add("decision", new CanonicalObject
        {
            { "kind", facts.Decision },
            { "rule", facts.Rule },
            { "policy", facts.PolicyId },
            { "policyVersion", facts.PolicyVersion is { } version ? CanonicalJson.Count(version) : null },
            { "severity", facts.Severity },
            { "approval", approvalId },
        });
        return record;
    }

    private static CanonicalObject Withheld(WithheldFacts call) => new()
    {
        { "at", call.At },
        { "index", call.Index },
        { "tool", call.Tool },
        { "rule", call.Rule },
        { "policy", call.PolicyId },
        { "policyVersion", CanonicalJson.Count(call.PolicyVersion) },
        { "kind", call.Kind },
        { "approval", call.ApprovalId },
        { "consumedAt", call.ConsumedAt },
    };

    private static CanonicalObject Range(ChainRange range) => new() { { "from", CanonicalJson.Count(range.From) }, { "to", CanonicalJson.Count(range.To) } };

    private static CanonicalObject? Headers(IReadOnlyDictionary<string, string>? headers)
    {
        if (headers is null)
            return null;
        var named = new CanonicalObject();
        foreach (var (name, value) in headers)
            named.Add(name, value);
        return named;
    }
}
