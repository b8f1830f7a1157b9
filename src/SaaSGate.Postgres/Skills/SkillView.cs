using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Skills;

/// <summary>A non-human identity that calls Claude.</summary>
public sealed record SkillView
{
    /// <summary>The skill's id, <c>skl_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, unique in the organisation.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for, in its owner's words.</summary>
    public required string Purpose { get; init; }

    /// <summary>The person who answers for it.</summary>
    public required NamedReference Owner { get; init; }

    /// <summary>Where it calls.</summary>
    public required NamedReference Connection { get; init; }

    /// <summary>Labels by which policies choose it.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>active, suspended or revoked.</summary>
    [AllowedValues("active", "suspended", "revoked")]
    public required string Status { get; init; }

    /// <summary>Whether any lock holds it: its own, its owner's, its connection's, a label's or the organisation's.</summary>
    public required bool Stopped { get; init; }

    /// <summary>The locks that hold it.</summary>
    public required IReadOnlyList<LockView> Locks { get; init; }

    /// <summary>When it ends to work.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its owner last said that it is needed; null when that was when it was registered.</summary>
    public required DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>Until when its owner must say so again; it is suspended then.</summary>
    public required DateTimeOffset ConfirmBy { get; init; }

    /// <summary>Who left it, where it is suspended because of that: it goes on when somebody else owns it and confirms it. Null for any other.</summary>
    public required string? LeftBy { get; init; }

    /// <summary>When it last called; null when it never did.</summary>
    public required DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Sessions with an open exchange.</summary>
    public required int LiveSessions { get; init; }

    /// <summary>Whether the organisation has it beyond its plan: it goes on, and nothing is added to it.</summary>
    public required bool BeyondPlan { get; init; }

    /// <summary>Its keys, newest first, without their text.</summary>
    public required IReadOnlyList<SkillKeyView> Keys { get; init; }

    /// <summary>Grows with every edit; the ETag.</summary>
    public required long Version { get; init; }
}
