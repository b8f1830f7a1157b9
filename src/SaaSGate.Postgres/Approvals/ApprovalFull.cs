namespace SaaSGate.Postgres.Approvals;

/// <summary>A held request with all that a reviewer needs.</summary>
public sealed record ApprovalFull : ApprovalRow
{
    /// <summary>The exchange that waits, or waited last.</summary>
    public required string ExchangeId { get; init; }

    /// <summary>Its session.</summary>
    public required string SessionId { get; init; }

    /// <summary>The skill.</summary>
    public required string SkillId { get; init; }

    /// <summary>The skill's owner when it was held.</summary>
    public required string OwnerUserId { get; init; }

    /// <summary>The owner's name; null for partners, who find it in the view.</summary>
    public required string? OwnerName { get; init; }

    /// <summary>The skill's owner now.</summary>
    public required string? OwnerNowUserId { get; init; }

    /// <summary>The policy that held it.</summary>
    public required string PolicyId { get; init; }

    /// <summary>Its version.</summary>
    public required long PolicyVersion { get; init; }

    /// <summary>HMAC over exactly what would be sent.</summary>
    public required byte[] Digest { get; init; }

    /// <summary>SHA-256 of <see cref="View"/>.</summary>
    public required byte[] ViewDigest { get; init; }

    /// <summary>UTF-8 JSON as the gateway built it, masked.</summary>
    public required byte[] View { get; init; }

    /// <summary>What the reviewer wrote.</summary>
    public required string? Note { get; init; }

    /// <summary>When the caller went away; the same bytes sent again still find the approval.</summary>
    public required DateTimeOffset? AbandonedAt { get; init; }

    /// <summary>Whether the reader's organisation may decide at all: it owns the approval, or its grant says so.</summary>
    public required bool MayDecide { get; init; }
}
