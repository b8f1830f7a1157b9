using SaaSGate.Contracts.Recording;

namespace SaaSGate.Postgres.Recording;

/// <summary>A row of <c>tenant.exchanges</c> with all that its record says and commits to; what belongs to the end is null while it is open.</summary>
internal sealed record EndedExchange : OpenExchange
{
    private const string Numbers = "array(select n.number from tenant.block_numbers(e.request_blocks) n order by n.place)";

    private const string Hashes = """
        array(
            select coalesce(b.hash, '') from tenant.block_numbers(e.request_blocks) n
            left join tenant.blocks b on b.organisation_id = e.organisation_id and b.session_id = e.session_id and b.number = n.number
                and b.month = date_trunc('month', e.started_at at time zone 'UTC')::date
            order by n.place)
        """;

    /// <summary>Of <c>tenant.exchanges e</c>.</summary>
    public const string AllColumns = $"""
        {Columns}, e.request_skeleton, {Hashes} as request_blocks, {Numbers} as block_numbers, e.response_body, e.response_timing, e.response_commitment, e.response_findings, e.ended_at, e.outcome, e.problem,
        e.error_type, e.stop_reason, e.input_tokens, e.output_tokens, e.cache_read_tokens, e.cache_creation_tokens, e.kept_back::text as kept_back, e.chain_sequence, e.previous_hash, e.record_hash
        """;

    /// <summary>zstd; null where it was deleted.</summary>
    public required byte[]? RequestSkeleton { get; init; }

    /// <summary>Hashes of its blocks; empty ones where there is none of that number.</summary>
    public required byte[][] RequestBlocks { get; init; }

    /// <summary>Their numbers, in the same order.</summary>
    public required int[] BlockNumbers { get; init; }

    /// <summary>zstd.</summary>
    public required byte[]? ResponseBody { get; init; }

    public required byte[]? ResponseTiming { get; init; }

    public required byte[]? ResponseCommitment { get; init; }

    public required byte[]? ResponseFindings { get; init; }

    public required DateTimeOffset? EndedAt { get; init; }

    public required string? Outcome { get; init; }

    public required string? Problem { get; init; }

    public required string? ErrorType { get; init; }

    public required string? StopReason { get; init; }

    public required long? InputTokens { get; init; }

    public required long? OutputTokens { get; init; }

    public required long? CacheReadTokens { get; init; }

    public required long? CacheCreationTokens { get; init; }

    /// <summary>Calls of its answer that were kept back, as its record has them: JSON of <see cref="KeptCall"/>.</summary>
    public required string? KeptBack { get; init; }

    public required long? ChainSequence { get; init; }

    public required byte[]? PreviousHash { get; init; }

    public required byte[]? RecordHash { get; init; }

    /// <summary>Its record, made again. Only of one that has ended.</summary>
    /// <param name="organisationId">Whose.</param>
    public byte[] ToRecord(string organisationId) => CanonicalJson.Write(ChainRecord.Exchange(new(organisationId, SessionId, ChainSequence!.Value), ToFacts(), new()
    {
        EndedAt = EndedAt!.Value,
        ApprovalId = ApprovalId,
        Status = Status,
        ContentType = ResponseContentType,
        Headers = HeadersOf(ResponseHeaders),
        UpstreamRequestId = UpstreamRequestId,
        ResponseStartedAt = ResponseStartedAt,
        ResponseBytes = ResponseBytes ?? 0,
        ResponseCommitment = ResponseCommitment!,
        ResponseFindings = ResponseFindings,
        Outcome = Outcome!,
        Problem = Problem,
        ErrorType = ErrorType,
        StopReason = StopReason,
        InputTokens = InputTokens ?? 0,
        OutputTokens = OutputTokens ?? 0,
        CacheReadTokens = CacheReadTokens ?? 0,
        CacheCreationTokens = CacheCreationTokens ?? 0,
        Withheld = KeptCall.FactsOf(KeptBack),
    }));
}
