namespace SaaSGate.Contracts.Recording;

/// <summary>What is known of an exchange when it begins. It does not change afterwards. What is absent is null.</summary>
public sealed record RequestFacts
{
    /// <summary><c>exc_…</c>.</summary>
    public required string ExchangeId { get; init; }

    /// <summary>When the request was recorded, to the microsecond.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Who called.</summary>
    public required string SkillId { get; init; }

    /// <summary>With which key.</summary>
    public required string? SkillKeyId { get; init; }

    /// <summary>The skill's owner then.</summary>
    public required string OwnerUserId { get; init; }

    /// <summary>Through which connection.</summary>
    public required string ConnectionId { get; init; }

    /// <summary>At which gateway.</summary>
    public required string GatewayId { get; init; }

    /// <summary>In which region.</summary>
    public required string RegionId { get; init; }

    /// <summary>HTTP method.</summary>
    public required string Method { get; init; }

    /// <summary>Path.</summary>
    public required string Path { get; init; }

    /// <summary>Query, as sent.</summary>
    public required string Query { get; init; }

    /// <summary>Those headers that are recorded: never a credential.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Claude's model.</summary>
    public required string? Model { get; init; }

    /// <summary>Whether a stream was asked for.</summary>
    public required bool Streaming { get; init; }

    /// <summary>Content type of the request.</summary>
    public required string? ContentType { get; init; }

    /// <summary>Bytes as received.</summary>
    public required long RequestBytes { get; init; }

    /// <summary>The caller's W3C trace.</summary>
    public required string? TraceParent { get; init; }

    /// <summary>The exchange whose conversation this one goes on.</summary>
    public required string? ParentExchangeId { get; init; }

    /// <summary>allow, mask, hold or block.</summary>
    public required string Decision { get; init; }

    /// <summary>The rule that decided.</summary>
    public required string? Rule { get; init; }

    /// <summary>Its policy.</summary>
    public required string? PolicyId { get; init; }

    /// <summary>The policy's version.</summary>
    public required long? PolicyVersion { get; init; }

    /// <summary>The rule's severity.</summary>
    public required string? Severity { get; init; }

    /// <summary>HMAC over what was sent.</summary>
    public required byte[]? RequestDigest { get; init; }

    /// <summary><see cref="Commitment.OfRequest"/>.</summary>
    public required byte[] RequestCommitment { get; init; }

    /// <summary><see cref="Commitment.OfFindings(ReadOnlySpan{byte}, IReadOnlyCollection{RecordedFinding})"/> of the request.</summary>
    public required byte[]? RequestFindings { get; init; }
}
