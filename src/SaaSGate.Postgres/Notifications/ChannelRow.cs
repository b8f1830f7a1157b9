using System.Text.Json;

namespace SaaSGate.Postgres.Notifications;

/// <summary>A way by which people are told, and whom and what it is for.</summary>
public sealed record ChannelRow
{
    /// <summary><c>chn_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, by which rules call it.</summary>
    public required string Name { get; init; }

    /// <summary>email, slack, teams, pagerduty or webhook.</summary>
    public required string Kind { get; init; }

    /// <summary>Of its kind; an object without secrets.</summary>
    public required JsonElement Settings { get; init; }

    /// <summary>Its secrets, sealed; null where it has none.</summary>
    public required byte[]? SecretSealed { get; init; }

    /// <summary>Names of the secrets that are set.</summary>
    public required IReadOnlyList<string> SecretNames { get; init; }

    /// <summary>Of approvals, decisions, escalations, locks, incidents and skills.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>low, medium or high: what is less is not told.</summary>
    public required string LeastSeverity { get; init; }

    /// <summary>Labels of skills, one of which is needed; empty for all.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Names of rules, with <c>*</c>; empty for all.</summary>
    public required IReadOnlyList<string> Rules { get; init; }

    /// <summary>Whether only rules that name it tell it of approvals.</summary>
    public required bool NamedOnly { get; init; }

    /// <summary>summary, or names: then nothing of a prompt leaves.</summary>
    public required string Detail { get; init; }

    /// <summary>Whether it is told.</summary>
    public required bool Enabled { get; init; }

    /// <summary>When it was added.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Place in the feed: it is told of what comes after.</summary>
    public required long FromPosition { get; init; }

    /// <summary>Counts its changes.</summary>
    public required long Version { get; init; }

    /// <summary>Messages that wait to be sent.</summary>
    public required long Waiting { get; init; }

    /// <summary>Messages of the last thirty days that were given up.</summary>
    public required long Failed { get; init; }

    /// <summary>When one was sent last.</summary>
    public required DateTimeOffset? SentAt { get; init; }

    /// <summary>What came back from the last try, where that failed.</summary>
    public required string? Error { get; init; }
}
