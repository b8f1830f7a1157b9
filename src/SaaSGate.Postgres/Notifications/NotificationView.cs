using System.ComponentModel.DataAnnotations;

namespace SaaSGate.Postgres.Notifications;

/// <summary>A message in the delivery log.</summary>
public sealed record NotificationView
{
    /// <summary><c>ntf_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What it tells of.</summary>
    [AllowedValues("waiting", "voted", "escalated", "decided", "ended", "locked", "lifted", "incident")]
    public required string Event { get; init; }

    /// <summary>Id of what it is about.</summary>
    public required string Subject { get; init; }

    /// <summary>low, medium or high.</summary>
    [AllowedValues("low", "medium", "high")]
    public required string Severity { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>waiting, sent, failed, or void: there was nothing left to tell.</summary>
    [AllowedValues("waiting", "sent", "failed", "void")]
    public required string State { get; init; }

    /// <summary>When it is tried next; null when it is not by itself.</summary>
    public required DateTimeOffset? NextAt { get; init; }

    /// <summary>When it was sent.</summary>
    public required DateTimeOffset? SentAt { get; init; }

    /// <summary>The tries, oldest first.</summary>
    public required IReadOnlyList<NotificationAttempt> Attempts { get; init; }
}
