namespace SaaSGate.Postgres.Approvals;

/// <summary>A held request as lists show it, to its owner and to partners alike.</summary>
public record ApprovalRow
{
    /// <summary><c>apr_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The organisation whose skill was held.</summary>
    public required string OrganisationId { get; init; }

    /// <summary>Its name.</summary>
    public required string OrganisationName { get; init; }

    /// <summary>The grant through which a partner sees it; null for the owner.</summary>
    public required string? ViaGrant { get; init; }

    /// <summary>The skill.</summary>
    public required string SkillId { get; init; }

    /// <summary>The skill's name at the time.</summary>
    public required string SkillName { get; init; }

    /// <summary>The rule that held it.</summary>
    public required string Rule { get; init; }

    /// <summary>low, medium or high.</summary>
    public required string Severity { get; init; }

    /// <summary>One line on what it wants, masked.</summary>
    public required string Summary { get; init; }

    /// <summary>pending, approved, denied, expired, consumed or cancelled.</summary>
    public required string State { get; init; }

    /// <summary>When it was held.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the wait ends; once approved, when the approval does.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was decided.</summary>
    public required DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Who decided.</summary>
    public required string? DecidedByName { get; init; }

    /// <summary>How it was decided: votes, like or break_glass; null where nobody did.</summary>
    public required string? How { get; init; }

    /// <summary>SHA-256 of what the reader is shown of it.</summary>
    public required byte[] ViewDigest { get; init; }

    /// <summary>What waits: request, or tool_use for a tool call of an answer.</summary>
    public required string Stage { get; init; }

    /// <summary>How many people must approve.</summary>
    public required int Needed { get; init; }

    /// <summary>How many have.</summary>
    public required int Votes { get; init; }

    /// <summary>Whether a fresh sign-in is needed to decide.</summary>
    public required bool StepUp { get; init; }

    /// <summary>Whether the reader, or the reader's organisation as a partner, is among those who are to decide.</summary>
    public required bool Asked { get; init; }

    /// <summary>The approval whose request was changed into this one.</summary>
    public required string? EditOf { get; init; }

    /// <summary>The approval under which this one's changed request waits.</summary>
    public required string? ReplacedBy { get; init; }
}
