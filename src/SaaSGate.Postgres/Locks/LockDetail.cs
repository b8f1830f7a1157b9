using System.ComponentModel.DataAnnotations;
using SaaSGate.Postgres.Batches;

namespace SaaSGate.Postgres.Locks;

/// <summary>A lock, with what it did.</summary>
public sealed record LockDetail
{
    /// <summary>Its id, <c>lck_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What sort of thing it stops.</summary>
    [AllowedValues("organisation", "person", "skill", "credential", "connection", "session", "destination", "label")]
    public required string Kind { get; init; }

    /// <summary>Id of what it stops; of a destination the pattern, of a label the label.</summary>
    public required string TargetId { get; init; }

    /// <summary>Name of what it stops.</summary>
    public required string TargetName { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>Who set it.</summary>
    public required string CreatedByName { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it lifts itself; null for never.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Who may lift it; an admin in person always.</summary>
    [AllowedValues("responders", "admins", "setter")]
    public required string LiftableBy { get; init; }

    /// <summary>Whether the caller may.</summary>
    public required bool MayLift { get; init; }

    /// <summary>When it was lifted; null while it holds.</summary>
    public required DateTimeOffset? LiftedAt { get; init; }

    /// <summary>Who lifted it; SaaSGate itself where its time was up.</summary>
    public required string? LiftedByName { get; init; }

    /// <summary>What it did, by region.</summary>
    public required IReadOnlyList<LockEffect> Effects { get; init; }

    /// <summary>Batches that it found at Claude.</summary>
    public required StopBatches Batches { get; init; }
}
