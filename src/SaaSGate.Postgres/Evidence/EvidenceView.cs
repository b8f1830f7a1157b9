using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace SaaSGate.Postgres.Evidence;

/// <summary>Evidence that somebody asked for.</summary>
public sealed record EvidenceView
{
    /// <summary>Its id, <c>evd_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What it is of: kind, sessions, skill, from, to.</summary>
    public required JsonElement Scope { get; init; }

    /// <summary>The incident that it was asked for from; null for none.</summary>
    public required string? IncidentId { get; init; }

    /// <summary>Who asked.</summary>
    public required string RequestedByName { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is deleted.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>waiting, running, ready or failed.</summary>
    [AllowedValues("waiting", "running", "ready", "failed")]
    public required string State { get; init; }

    /// <summary>Sessions written so far.</summary>
    public required int Done { get; init; }

    /// <summary>Of how many; null until that is known.</summary>
    public required int? Total { get; init; }

    /// <summary>Why it failed.</summary>
    public required string? Reason { get; init; }

    /// <summary>Bytes of the zip; null until it is ready.</summary>
    public required long? Size { get; init; }
}
