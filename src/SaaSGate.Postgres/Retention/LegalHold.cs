using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Retention;

/// <summary>What must not be deleted, however old it is.</summary>
public sealed record LegalHold
{
    /// <summary>Its id, <c>hld_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What it keeps: session, skill, person or incident.</summary>
    [AllowedValues("session", "skill", "person", "incident")]
    public required string Kind { get; init; }

    /// <summary>Id of that.</summary>
    public required string TargetId { get; init; }

    /// <summary>Its name, as far as there is one.</summary>
    public required string TargetName { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who set it.</summary>
    public required string CreatedByName { get; init; }

    /// <summary>When it was lifted; null while it holds.</summary>
    public required DateTimeOffset? LiftedAt { get; init; }

    /// <summary>Who lifted it.</summary>
    public required string? LiftedByName { get; init; }

    /// <summary>Why it was lifted.</summary>
    public required string? LiftReason { get; init; }
}
