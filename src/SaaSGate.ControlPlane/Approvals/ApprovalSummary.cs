using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Approvals;

/// <summary>A held request, as a list shows it.</summary>
internal record ApprovalSummary
{
    /// <summary>The approval's id, <c>apr_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The organisation whose skill was held.</summary>
    public required string OrganisationId { get; init; }

    /// <summary>Its name.</summary>
    public required string OrganisationName { get; init; }

    /// <summary>The grant by which the caller's organisation sees it as a partner; null for its own.</summary>
    public required string? ViaGrant { get; init; }

    /// <summary>The skill.</summary>
    public required string SkillId { get; init; }

    /// <summary>The skill's name.</summary>
    public required string SkillName { get; init; }

    /// <summary>The rule that held it.</summary>
    public required string Rule { get; init; }

    /// <summary>low, medium or high.</summary>
    [AllowedValues("low", "medium", "high")]
    public required string Severity { get; init; }

    /// <summary>One line on what it wants, masked.</summary>
    public required string Summary { get; init; }

    /// <summary>pending, approved, denied, expired, consumed or cancelled.</summary>
    [AllowedValues("pending", "approved", "denied", "expired", "consumed", "cancelled")]
    public required string State { get; init; }

    /// <summary>When it was held.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends undecided.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was decided.</summary>
    public required DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Who decided.</summary>
    public required string? DecidedByName { get; init; }

    /// <summary>How it was decided; null where nobody did.</summary>
    [AllowedValues("votes", "like", "break_glass")]
    public required string? How { get; init; }

    /// <summary>SHA-256 of the view that the caller is shown, in hexadecimal: goes back with the decision.</summary>
    public required string ViewDigest { get; init; }

    /// <summary>What waits: a request, or a tool call of an answer.</summary>
    [AllowedValues("request", "tool_use")]
    public required string Stage { get; init; }

    /// <summary>How many people must approve.</summary>
    public required int Needed { get; init; }

    /// <summary>How many have.</summary>
    public required int Votes { get; init; }

    /// <summary>Whether a sign-in of the last five minutes is needed to decide.</summary>
    public required bool StepUp { get; init; }

    /// <summary>Whether the caller, or the caller's organisation as a partner, is among those who are to decide.</summary>
    public required bool Asked { get; init; }

    /// <summary>The approval whose request a reviewer changed into this one.</summary>
    public required string? EditOf { get; init; }

    /// <summary>The approval under which this one's changed request waits.</summary>
    public required string? ReplacedBy { get; init; }
}
