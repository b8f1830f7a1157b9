namespace SaaSGate.Contracts.Recording;

/// <summary>What a link of a session's chain commits to, beside the link before it. Texts that are absent are null, times are Unix microseconds.</summary>
public sealed record ExchangeFacts
{
    /// <summary><c>org_…</c>.</summary>
    public required string OrganisationId { get; init; }

    /// <summary><c>ses_…</c>.</summary>
    public required string SessionId { get; init; }

    /// <summary><c>exc_…</c>.</summary>
    public required string ExchangeId { get; init; }

    /// <summary>Place in the session's chain, from 1.</summary>
    public required long ChainSequence { get; init; }

    /// <summary>When the request was recorded.</summary>
    public required long StartedAt { get; init; }

    /// <summary>When the exchange ended.</summary>
    public required long EndedAt { get; init; }

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

    /// <summary>Claude's model.</summary>
    public required string? Model { get; init; }

    /// <summary>allow, mask, hold or block.</summary>
    public required string Decision { get; init; }

    /// <summary>The rule that decided.</summary>
    public required string? Rule { get; init; }

    /// <summary>Its policy.</summary>
    public required string? PolicyId { get; init; }

    /// <summary>The policy's version.</summary>
    public required long? PolicyVersion { get; init; }

    /// <summary>The approval that it waited for.</summary>
    public required string? ApprovalId { get; init; }

    /// <summary>HMAC over what was sent.</summary>
    public required byte[]? RequestDigest { get; init; }

    /// <summary><see cref="ExchangeCommitment.OfRequest"/>.</summary>
    public required byte[] RequestCommitment { get; init; }

    /// <summary>HTTP status; null when there was no answer.</summary>
    public required long? Status { get; init; }

    /// <summary><see cref="ExchangeCommitment.OfResponse"/>.</summary>
    public required byte[] ResponseCommitment { get; init; }

    /// <summary>How it ended.</summary>
    public required string Outcome { get; init; }

    /// <summary>Problem code, when it was refused or failed.</summary>
    public required string? Problem { get; init; }

    /// <summary>Claude's error type.</summary>
    public required string? ErrorType { get; init; }

    /// <summary>Claude's stop reason.</summary>
    public required string? StopReason { get; init; }

    /// <summary>Input tokens.</summary>
    public required long InputTokens { get; init; }

    /// <summary>Output tokens.</summary>
    public required long OutputTokens { get; init; }
}
