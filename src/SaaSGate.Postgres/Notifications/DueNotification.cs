using System.Text.Json;

namespace SaaSGate.Postgres.Notifications;

/// <summary>A message whose time has come.</summary>
public sealed record DueNotification
{
    /// <summary><c>ntf_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>waiting, voted, escalated, decided, ended, locked, lifted or incident.</summary>
    public required string Event { get; init; }

    /// <summary>Id of what it is about.</summary>
    public required string Subject { get; init; }

    /// <summary>low, medium or high.</summary>
    public required string Severity { get; init; }

    /// <summary>The feed's facts: names, no content.</summary>
    public required JsonElement Facts { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How often it was tried.</summary>
    public required int Attempts { get; init; }

    /// <summary>Whether this receiver was told before that the same thing waits.</summary>
    public required bool Told { get; init; }

    /// <summary>What the other side called the message that told so.</summary>
    public required JsonElement? ToldHandle { get; init; }
}
