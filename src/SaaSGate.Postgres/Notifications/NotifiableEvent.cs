using System.Text.Json;

namespace SaaSGate.Postgres.Notifications;

/// <summary>An event of the feed, with what decides who is told.</summary>
public sealed record NotifiableEvent
{
    /// <summary>Its place.</summary>
    public required long Position { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The feed's kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Id of what it happened to.</summary>
    public required string Subject { get; init; }

    /// <summary>The feed's facts.</summary>
    public required JsonElement Payload { get; init; }

    /// <summary>Policy of a held request; null for partners, and where it is none.</summary>
    public required string? PolicyId { get; init; }

    /// <summary>Its version.</summary>
    public required long? PolicyVersion { get; init; }

    /// <summary>Labels of the skill, of another organisation's as far as the grant names them; null where there is none.</summary>
    public required IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Of an incident: low, medium or high.</summary>
    public required string? IncidentSeverity { get; init; }

    /// <summary>Of an incident: open, contained or closed.</summary>
    public required string? IncidentStatus { get; init; }

    /// <summary>Of an incident: when it was opened.</summary>
    public required DateTimeOffset? IncidentAt { get; init; }
}
