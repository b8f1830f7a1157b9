using System.Text.Json;
using SaaSGate.Contracts.Recording;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Postgres.Recording;

/// <summary>An exchange as it began, with what its link in the chain will need.</summary>
internal record OpenExchange
{
    /// <summary>Of <c>tenant.exchanges e</c>.</summary>
    public const string Columns = """
        e.id, e.started_at, e.session_id, e.skill_id, e.skill_key_id, e.owner_user_id, e.connection_id, e.gateway_id, e.region_id, e.method, e.path, e.query,
        e.headers::text as headers, e.model, e.streaming, e.request_content_type, e.request_bytes, e.trace_parent, e.parent_id, e.decision, e.rule, e.policy_id, e.policy_version,
        e.severity, e.approval_id, e.request_digest, e.salt, e.request_commitment, e.request_findings, e.status, e.response_content_type,
        e.response_headers::text as response_headers, e.upstream_request_id, e.response_bytes, e.response_started_at
        """;

    public required string Id { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required string SessionId { get; init; }

    public required string SkillId { get; init; }

    public required string? SkillKeyId { get; init; }

    public required string OwnerUserId { get; init; }

    public required string ConnectionId { get; init; }

    public required string GatewayId { get; init; }

    public required string RegionId { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    public required string Query { get; init; }

    /// <summary>A JSON object.</summary>
    public required string Headers { get; init; }

    /// <summary>The same, where it was not read from the table.</summary>
    public Dictionary<string, string>? NamedHeaders { get; init; }

    public required string? Model { get; init; }

    public required bool Streaming { get; init; }

    public required string? RequestContentType { get; init; }

    public required long RequestBytes { get; init; }

    public required string? TraceParent { get; init; }

    public required string? ParentId { get; init; }

    public required string Decision { get; init; }

    public required string? Rule { get; init; }

    public required string? PolicyId { get; init; }

    public required long? PolicyVersion { get; init; }

    public required string? Severity { get; init; }

    public required string? ApprovalId { get; init; }

    public required byte[]? RequestDigest { get; init; }

    public required byte[] Salt { get; init; }

    public required byte[] RequestCommitment { get; init; }

    public required byte[]? RequestFindings { get; init; }

    public required int? Status { get; init; }

    public required string? ResponseContentType { get; init; }

    /// <summary>A JSON object.</summary>
    public required string? ResponseHeaders { get; init; }

    public required string? UpstreamRequestId { get; init; }

    public required long? ResponseBytes { get; init; }

    public required DateTimeOffset? ResponseStartedAt { get; init; }

    /// <summary>Calls of its answer that were kept back so far: JSON of <see cref="KeptCall"/>; null where there are none, or the exchange does not go on.</summary>
    public string? Withheld { get; init; }

    /// <summary>Whether it is open, and the gateway's own.</summary>
    public bool GoesOn { get; init; }

    /// <summary>The row that a starting record makes.</summary>
    public static OpenExchange Of(RecordFrame start, IngestBatch batch, ExchangeSalts salts, byte[] requestCommitment)
    {
        var started = start.Started;
        var decision = started.Decision ?? new();
        var headers = Joined(started.Headers);
        return new()
        {
            Id = start.ExchangeId,
            StartedAt = UnixMicroseconds.ToTime(start.At),
            SessionId = started.SessionId,
            SkillId = started.SkillId,
            SkillKeyId = OrNull(started.SkillKeyId),
            OwnerUserId = started.OwnerUserId,
            ConnectionId = started.ConnectionId,
            GatewayId = batch.GatewayId,
            RegionId = batch.RegionId,
            Method = started.Method,
            Path = started.Path,
            Query = started.Query,
            Headers = JsonSerializer.Serialize(headers),
            NamedHeaders = headers,
            Model = OrNull(started.Model),
            Streaming = started.Streaming,
            RequestContentType = OrNull(started.ContentType),
            RequestBytes = started.RequestBytes,
            TraceParent = OrNull(started.TraceParent),
            ParentId = OrNull(started.ParentExchangeId),
            Decision = OrNull(decision.Kind) ?? "allow",
            Rule = OrNull(decision.Rule),
            PolicyId = OrNull(decision.PolicyId),
            PolicyVersion = decision.PolicyVersion == 0 ? null : (long)decision.PolicyVersion,
            Severity = OrNull(decision.Severity),
            ApprovalId = null,
            RequestDigest = started.RequestDigest.IsEmpty ? null : started.RequestDigest.ToByteArray(),
            Salt = salts.Bytes,
            RequestCommitment = requestCommitment,
            RequestFindings = Commitment.OfFindings(salts.Findings, [.. started.Findings.Select(RecordedFinding.Of)]),
            Status = null,
            ResponseContentType = null,
            ResponseHeaders = null,
            UpstreamRequestId = null,
            ResponseBytes = null,
            ResponseStartedAt = null,
            GoesOn = true,
        };
    }

    /// <summary>What its records say of its beginning.</summary>
    public RequestFacts ToFacts() => new()
    {
        ExchangeId = Id,
        StartedAt = StartedAt,
        SkillId = SkillId,
        SkillKeyId = SkillKeyId,
        OwnerUserId = OwnerUserId,
        ConnectionId = ConnectionId,
        GatewayId = GatewayId,
        RegionId = RegionId,
        Method = Method,
        Path = Path,
        Query = Query,
        Headers = NamedHeaders ?? HeadersOf(Headers)!,
        Model = Model,
        Streaming = Streaming,
        ContentType = RequestContentType,
        RequestBytes = RequestBytes,
        TraceParent = TraceParent,
        ParentExchangeId = ParentId,
        Decision = Decision,
        Rule = Rule,
        PolicyId = PolicyId,
        PolicyVersion = PolicyVersion,
        Severity = Severity,
        RequestDigest = RequestDigest,
        RequestCommitment = RequestCommitment,
        RequestFindings = RequestFindings,
    };

    /// <summary>Headers as they are kept: a JSON object, those of one name joined.</summary>
    public static string HeadersOf(IReadOnlyCollection<HeaderRecord> headers) => JsonSerializer.Serialize(Joined(headers));

    /// <summary>Headers by name, those of one name joined.</summary>
    public static Dictionary<string, string> Joined(IReadOnlyCollection<HeaderRecord> headers)
    {
        var joined = new Dictionary<string, string>(headers.Count);
        foreach (var header in headers)
            if (!joined.TryAdd(header.Name, header.Value))
                return headers.GroupBy(each => each.Name).ToDictionary(group => group.Key, group => string.Join(", ", group.Select(each => each.Value)));
        return joined;
    }

    public static Dictionary<string, string>? HeadersOf(string? json) => json is null ? null : JsonSerializer.Deserialize<Dictionary<string, string>>(json);

    public static string? OrNull(string text) => text.Length == 0 ? null : text;
}
