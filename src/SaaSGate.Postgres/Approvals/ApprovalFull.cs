namespace SaaSGate.Postgres.Approvals;

/// <summary>A held request with all that a reviewer needs.</summary>
public sealed record ApprovalFull : ApprovalRow
{
    /// <summary>The exchange that waits, or waited last; null for partners.</summary>
    public required string? ExchangeId { get; init; }

    /// <summary>Its session; null for partners.</summary>
    public required string? SessionId { get; init; }

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

    /// <summary>full, or summary where the grant shows no bodies: then <see cref="View"/> has none.</summary>
    public required string Masking { get; init; }

    /// <summary>UTF-8 JSON as the gateway built it, masked.</summary>
    public required byte[] View { get; init; }

    /// <summary>What the reviewer wrote.</summary>
    public required string? Note { get; init; }

    /// <summary>When the caller went away; the same bytes sent again still find the approval.</summary>
    public required DateTimeOffset? AbandonedAt { get; init; }

    /// <summary>Whether the reader's organisation may decide at all: it owns the approval, or its grant says so.</summary>
    public required bool MayDecide { get; init; }

    /// <summary>Whether the reader wrote the version of the policy that held it.</summary>
    public required bool WrotePolicy { get; init; }

    /// <summary>Whether the reader changed a request into this one, or into one that became it.</summary>
    public required bool Edited { get; init; }

    /// <summary>Whether the reader has voted.</summary>
    public required bool Voted { get; init; }

    /// <summary>Names of the groups that the rule asks; empty for whoever may decide, and for partners.</summary>
    public required IReadOnlyList<string> Reviewers { get; init; }

    /// <summary>Roles of which one is needed; empty for partners.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Names of the groups that are asked next; empty for partners.</summary>
    public required IReadOnlyList<string> EscalateTo { get; init; }

    /// <summary>When they are; null for never.</summary>
    public required DateTimeOffset? EscalateAt { get; init; }

    /// <summary>When they were.</summary>
    public required DateTimeOffset? EscalatedAt { get; init; }

    /// <summary>The tools that likes of it are bound to.</summary>
    public required string Tool { get; init; }

    /// <summary>The destination that likes of it are bound to; empty where the grant shows no bodies.</summary>
    public required string Destination { get; init; }

    /// <summary>The like by which it was approved.</summary>
    public required string? LikeId { get; init; }

    /// <summary>Who asked for changes that the gateway has yet to make; null where nobody did.</summary>
    public required string? EditsByName { get; init; }
}
