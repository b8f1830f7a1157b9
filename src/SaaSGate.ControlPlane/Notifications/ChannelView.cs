using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using SaaSGate.Postgres.Notifications;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>A way by which people are told.</summary>
internal sealed record ChannelView
{
    /// <summary><c>chn_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its name: rules call it so.</summary>
    public required string Name { get; init; }

    /// <summary>Its kind.</summary>
    [AllowedValues("email", "slack", "teams", "pagerduty", "webhook")]
    public required string Kind { get; init; }

    /// <summary>What its kind needs to know.</summary>
    public required ChannelSettings Settings { get; init; }

    /// <summary>Names of the secrets that are set.</summary>
    public required IReadOnlyList<string> SecretsSet { get; init; }

    /// <summary>What it is told of: approvals, decisions, escalations, locks, incidents, skills (that are to be confirmed), billing.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    /// <summary>What is less is not told.</summary>
    [AllowedValues("low", "medium", "high")]
    public required string LeastSeverity { get; init; }

    /// <summary>Labels of skills, one of which is needed; empty for all.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Names of rules, with <c>*</c>; empty for all.</summary>
    public required IReadOnlyList<string> Rules { get; init; }

    /// <summary>Whether only rules that name it tell it of approvals.</summary>
    public required bool NamedOnly { get; init; }

    /// <summary>summary, or names: then nothing of a prompt leaves.</summary>
    [AllowedValues("summary", "names")]
    public required string Detail { get; init; }

    /// <summary>Whether it is told.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Of slack: where the app sends what people press.</summary>
    public required string? InteractivityUrl { get; init; }

    /// <summary>Messages that wait to be sent.</summary>
    public required long Waiting { get; init; }

    /// <summary>Messages of the last thirty days that were given up.</summary>
    public required long Failed { get; init; }

    /// <summary>When one was sent last.</summary>
    public required DateTimeOffset? SentAt { get; init; }

    /// <summary>What came back from the last try, where that failed.</summary>
    public required string? Error { get; init; }

    /// <summary>When it was added.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Of what is stored.</summary>
    /// <param name="row">What is stored.</param>
    /// <param name="links">Says where the portal is.</param>
    public static ChannelView Of(ChannelRow row, PortalLinks links) => new()
    {
        Id = row.Id,
        Name = row.Name,
        Kind = row.Kind,
        Settings = SettingsOf(row),
        SecretsSet = row.SecretNames,
        Events = row.Events,
        LeastSeverity = row.LeastSeverity,
        Labels = row.Labels,
        Rules = row.Rules,
        NamedOnly = row.NamedOnly,
        Detail = row.Detail,
        Enabled = row.Enabled,
        InteractivityUrl = row.Kind == "slack" ? links.Slack(row.Id).AbsoluteUri : null,
        Waiting = row.Waiting,
        Failed = row.Failed,
        SentAt = row.SentAt,
        Error = row.Error,
        CreatedAt = row.CreatedAt,
    };

    /// <summary>What its kind needs to know.</summary>
    public static ChannelSettings SettingsOf(ChannelRow row) => row.Settings.Deserialize<ChannelSettings>(JsonSerializerOptions.Web)!;
}
