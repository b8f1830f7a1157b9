using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Postgres.Recording;

/// <summary>An exchange that began in an earlier batch, with what its link in the chain will need.</summary>
internal sealed record OpenExchange
{
    /// <summary>Of <c>tenant.exchanges e</c>; <c>$7</c> is the gateway that asks.</summary>
    public const string Columns = """
        e.id, e.started_at, e.session_id, e.skill_id, e.skill_key_id, e.owner_user_id, e.connection_id, e.region_id, e.method, e.path, e.query, e.model,
        e.decision, e.rule, e.policy_id, e.policy_version, e.approval_id, e.request_digest, e.salt, e.request_commitment, e.status, e.response_bytes,
        e.response_started_at, e.response_content_type, e.outcome is null and e.gateway_id = $7 as goes_on
        """;

    public required string Id { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required string SessionId { get; init; }

    public required string SkillId { get; init; }

    public required string? SkillKeyId { get; init; }

    public required string OwnerUserId { get; init; }

    public required string ConnectionId { get; init; }

    public required string RegionId { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    public required string Query { get; init; }

    public required string? Model { get; init; }

    public required string Decision { get; init; }

    public required string? Rule { get; init; }

    public required string? PolicyId { get; init; }

    public required long? PolicyVersion { get; init; }

    public required string? ApprovalId { get; init; }

    public required byte[]? RequestDigest { get; init; }

    public required byte[] Salt { get; init; }

    public required byte[] RequestCommitment { get; init; }

    public required int? Status { get; init; }

    public required long? ResponseBytes { get; init; }

    public required DateTimeOffset? ResponseStartedAt { get; init; }

    public required string? ResponseContentType { get; init; }

    /// <summary>Whether it is open, and the gateway's own.</summary>
    public required bool GoesOn { get; init; }

    /// <summary>The row that a starting record makes.</summary>
    public static OpenExchange Of(RecordFrame start, string regionId, byte[] salt, byte[] requestCommitment)
    {
        var started = start.Started;
        var decision = started.Decision ?? new();
        return new()
        {
            Id = start.ExchangeId,
            StartedAt = UnixMicroseconds.ToTime(start.At),
            SessionId = started.SessionId,
            SkillId = started.SkillId,
            SkillKeyId = OrNull(started.SkillKeyId),
            OwnerUserId = started.OwnerUserId,
            ConnectionId = started.ConnectionId,
            RegionId = regionId,
            Method = started.Method,
            Path = started.Path,
            Query = started.Query,
            Model = OrNull(started.Model),
            Decision = OrNull(decision.Kind) ?? "allow",
            Rule = OrNull(decision.Rule),
            PolicyId = OrNull(decision.PolicyId),
            PolicyVersion = decision.PolicyVersion == 0 ? null : (long)decision.PolicyVersion,
            ApprovalId = null,
            RequestDigest = started.RequestDigest.IsEmpty ? null : started.RequestDigest.ToByteArray(),
            Salt = salt,
            RequestCommitment = requestCommitment,
            Status = null,
            ResponseBytes = null,
            ResponseStartedAt = null,
            ResponseContentType = null,
            GoesOn = true,
        };
    }

    public static string? OrNull(string text) => text.Length == 0 ? null : text;
}
