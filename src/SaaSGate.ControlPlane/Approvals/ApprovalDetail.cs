using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using SaaSGate.Postgres.Approvals;

namespace SaaSGate.ControlPlane.Approvals;

/// <summary>A held request with what the reviewer must see.</summary>
internal sealed record ApprovalDetail : ApprovalSummary
{
    /// <summary>The exchange that is held; null for partners.</summary>
    public required string? ExchangeId { get; init; }

    /// <summary>The session that it belongs to; null for partners.</summary>
    public required string? SessionId { get; init; }

    /// <summary>Name of the skill's owner.</summary>
    public required string OwnerName { get; init; }

    /// <summary>The policy that held it.</summary>
    public required string PolicyId { get; init; }

    /// <summary>The version of that policy.</summary>
    public required long PolicyVersion { get; init; }

    /// <summary>HMAC over exactly what would be sent, in hexadecimal.</summary>
    public required string Digest { get; init; }

    /// <summary>What the gateway shows of the request, masked; a <see cref="HoldView"/> as it was sent.</summary>
    public required JsonElement View { get; init; }

    /// <summary>What the reviewer wrote.</summary>
    public required string? Note { get; init; }

    /// <summary>Whether the caller may decide it now.</summary>
    public required bool CanDecide { get; init; }

    /// <summary>Why not; null when the caller may.</summary>
    public required string? CannotDecideReason { get; init; }

    /// <summary>Why the caller may deny it and not approve it; null where there is no such reason.</summary>
    public required string? CannotApproveReason { get; init; }

    /// <summary>Whether the caller may approve it past everyone whom the rule asks.</summary>
    public required bool CanBreakGlass { get; init; }

    /// <summary>Whether the caller may write to its thread.</summary>
    public required bool CanSay { get; init; }

    /// <summary>Whether the caller owns the skill.</summary>
    public required bool IsOwner { get; init; }

    /// <summary>Whether the caller has voted.</summary>
    public required bool Voted { get; init; }

    /// <summary>full, or summary where a grant shows no bodies.</summary>
    [AllowedValues("full", "summary")]
    public required string Masking { get; init; }

    /// <summary>Who has voted how, first ones first.</summary>
    public required IReadOnlyList<ApprovalVote> VotesList { get; init; }

    /// <summary>Names of the groups that the rule asks; none for whoever may decide, and none to partners.</summary>
    public required IReadOnlyList<string> Reviewers { get; init; }

    /// <summary>Roles of which one is needed; none for any, and none to partners.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Names of the groups that are asked when nobody decides; none to partners.</summary>
    public required IReadOnlyList<string> EscalateTo { get; init; }

    /// <summary>When they are; null for never.</summary>
    public required DateTimeOffset? EscalateAt { get; init; }

    /// <summary>When they were.</summary>
    public required DateTimeOffset? EscalatedAt { get; init; }

    /// <summary>Tools that likes of it would be bound to.</summary>
    public required string Tool { get; init; }

    /// <summary>The destination that likes of it would be bound to; empty where a grant shows no bodies.</summary>
    public required string Destination { get; init; }

    /// <summary>The like by which it was approved.</summary>
    public required string? LikeId { get; init; }

    /// <summary>Who asked for changes that the gateway has yet to make.</summary>
    public required string? EditsByName { get; init; }
}
