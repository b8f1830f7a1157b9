using System.Text.Json;

namespace SaaSGate.ControlPlane.Approvals;

/// <summary>A held request with what the reviewer must see.</summary>
internal sealed record ApprovalDetail : ApprovalSummary
{
    /// <summary>The exchange that is held.</summary>
    public required string ExchangeId { get; init; }

    /// <summary>The session that it belongs to.</summary>
    public required string SessionId { get; init; }

    /// <summary>The skill.</summary>
    public required string SkillId { get; init; }

    /// <summary>Name of the skill's owner.</summary>
    public required string OwnerName { get; init; }

    /// <summary>The policy that held it.</summary>
    public required string PolicyId { get; init; }

    /// <summary>The version of that policy.</summary>
    public required long PolicyVersion { get; init; }

    /// <summary>HMAC over exactly what would be sent, in hexadecimal.</summary>
    public required string Digest { get; init; }

    /// <summary>SHA-256 of the view, in hexadecimal: goes back with the decision.</summary>
    public required string ViewDigest { get; init; }

    /// <summary>What the gateway shows of the request, masked; a <see cref="HoldView"/> as it was sent.</summary>
    public required JsonElement View { get; init; }

    /// <summary>What the reviewer wrote.</summary>
    public required string? Note { get; init; }

    /// <summary>Whether the caller may decide it now.</summary>
    public required bool CanDecide { get; init; }

    /// <summary>Why not; null when the caller may.</summary>
    public required string? CannotDecideReason { get; init; }
}
