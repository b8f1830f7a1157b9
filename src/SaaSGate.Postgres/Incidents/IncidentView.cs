using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Incidents;

/// <summary>An incident, as a list shows it.</summary>
public record IncidentView
{
    /// <summary>Its id, <c>inc_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>One line.</summary>
    public required string Title { get; init; }

    /// <summary>How bad it is.</summary>
    [AllowedValues("low", "medium", "high")]
    public required string Severity { get; init; }

    /// <summary>How far it is.</summary>
    [AllowedValues("open", "contained", "closed")]
    public required string Status { get; init; }

    /// <summary>What it was opened from.</summary>
    [AllowedValues("session", "search", "rule")]
    public required string SourceKind { get; init; }

    /// <summary>The session's id, the search's words, the rule's name.</summary>
    public required string? Source { get; init; }

    /// <summary>Who opened it.</summary>
    public required string CreatedByName { get; init; }

    /// <summary>When it was opened.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When something last changed in it.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was closed; null while it is not.</summary>
    public required DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Counts its edits; the ETag.</summary>
    public required long Version { get; init; }

    /// <summary>How many sessions it gathers.</summary>
    public required int Sessions { get; init; }

    /// <summary>How many people belong to it.</summary>
    public required int Members { get; init; }

    /// <summary>How many of its locks hold.</summary>
    public required int Locks { get; init; }
}
