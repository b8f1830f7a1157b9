using System.Text.Json;
using SaaSGate.Inspection.Policies.Matching;
using SaaSGate.Postgres.Notifications;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>Says who is told of what.</summary>
internal static class NotificationPlan
{
    private const string Approvals = "approvals", Decisions = "decisions", Escalations = "escalations", Locks = "locks", Incidents = "incidents", Skills = "skills", Billing = "billing";
    private static readonly TimeSpan Fresh = TimeSpan.FromDays(1);

    /// <summary>All that a channel may be told of.</summary>
    public static readonly string[] Events = [Approvals, Decisions, Escalations, Locks, Incidents, Skills, Billing];

    /// <param name="round">What happened, and who could be told.</param>
    /// <param name="named">Names in the <c>notify</c> of the rule that held a request.</param>
    /// <param name="now">The time.</param>
    /// <param name="onCall">Who is on call: group and person.</param>
    public static IReadOnlyList<PlannedNotification> Of(
        NotificationRound round, Func<NotifiableEvent, IReadOnlyCollection<string>> named, DateTimeOffset now, IReadOnlySet<(string GroupId, string UserId)>? onCall = null)
    {
        var told = new HashSet<string>(round.Told, StringComparer.Ordinal);
        var planned = new List<PlannedNotification>();
        foreach (var one in round.Events)
        {
            if (Read(one) is not { } read)
                continue;
            var names = read.Event is "waiting" or "escalated" ? named(one) : [];
            foreach (var channel in round.Channels.Where(channel => one.Position > channel.FromPosition && IsTold(channel, one, read, names, told, now)))
                Add(channel.Id, one, read);
            foreach (var browser in round.Browsers.Where(browser => one.Position > browser.FromPosition && IsTold(browser, one, read, names, told, onCall)))
                Add(browser.Id, one, read);
        }

        return planned;

        void Add(string receiver, NotifiableEvent one, Reading read)
        {
            planned.Add(new(receiver, read.Key, read.Event, read.Severity, one));
            if (read.Event is "waiting" or "escalated")
                told.Add(NotificationRound.Pair(receiver, one.Subject));
        }
    }

    /// <summary>Name of the rule that an event speaks of; empty where it speaks of none.</summary>
    public static string RuleOf(NotifiableEvent one) => TextOf(one.Payload, "rule");

    private static bool IsTold(ChannelRow channel, NotifiableEvent one, Reading read, IReadOnlyCollection<string> named, HashSet<string> told, DateTimeOffset now)
    {
        var before = told.Contains(NotificationRound.Pair(channel.Id, one.Subject));
        if (read.Event == "voted")
            return before && channel.Kind == "pagerduty";
        if (before && read.Category == Decisions && IsChanged(channel))
            return true;
        if (read.Event is "waiting" or "escalated" && named.Contains(channel.Name))
            return true;
        if (!channel.Events.Contains(read.Category) || Rank(read.Severity) < Rank(channel.LeastSeverity))
            return false;
        if (read.Category == Incidents)
            return one.IncidentAt is { } at && (one.IncidentStatus != "open" || (at >= channel.CreatedAt && at > now - Fresh));
        if (read.Category is Locks or Skills or Billing)
            return true;
        return !(channel.NamedOnly && read.Category == Approvals)
            && (channel.Rules.Count == 0 || Glob.IsAny(channel.Rules, RuleOf(one)))
            && (channel.Labels.Count == 0 || (one.Labels is { } labels && channel.Labels.Intersect(labels, StringComparer.Ordinal).Any()));
    }

    private static bool IsTold(
        PushReceiver browser, NotifiableEvent one, Reading read, IReadOnlyCollection<string> named, HashSet<string> told, IReadOnlySet<(string GroupId, string UserId)>? onCall) =>
        read.Event switch
        {
            // Who is on call is told alone, so also of what they would rather not be told of.
            "waiting" or "escalated" => Rank(read.Severity) >= Rank(browser.LeastSeverity) || named.Intersect(browser.Groups, StringComparer.Ordinal).Any()
                || (onCall is not null && GroupsOf(one.Payload).Any(group => onCall.Contains((group, browser.UserId)))),
            "confirm" => TextOf(one.Payload, "ownerUserId") == browser.UserId,
            "decided" or "ended" => told.Contains(NotificationRound.Pair(browser.Id, one.Subject)),
            _ => false,
        };

    /// <summary>Whether a channel that was told that something waits is told how it ended, without asking for it.</summary>
    private static bool IsChanged(ChannelRow channel) =>
        channel.Kind is "slack" or "pagerduty" || (channel.Kind is "email" or "teams" && ChannelView.SettingsOf(channel).FollowUp);

    private static Reading? Read(NotifiableEvent one)
    {
        var (severity, key) = (TextOf(one.Payload, "severity") is ("low" or "medium" or "high") and var said ? said : "high", $"feed/{one.Position}");
        return one.Kind switch
        {
            "ApprovalRequested" => new("waiting", Approvals, severity, key),
            "ApprovalVoted" => new("voted", Approvals, severity, key),
            "ApprovalEscalated" => new("escalated", Escalations, severity, key),
            "ApprovalDecided" => new("decided", Decisions, severity, key),
            "ApprovalEnded" when TextOf(one.Payload, "state") != "consumed" => new("ended", Decisions, severity, key),
            "SkillConfirmationDue" => new("confirm", Skills, "medium", key),
            "BillingNotice" => new("billing", Billing, severity, key),
            "IncidentChanged" when one is { IncidentStatus: { } status, IncidentSeverity: { } of } => new("incident", Incidents, of, $"{one.Subject}/{status}"),
            _ when TextOf(one.Payload, "targetId").Length > 0 && one.Payload.TryGetProperty("stopped", out var stopped)
                => new(stopped.ValueKind == JsonValueKind.True ? "locked" : "lifted", Locks, "high", key),
            _ => null,
        };
    }

    /// <summary>Ids of the groups that are asked; none where everyone is, and of another organisation.</summary>
    private static IEnumerable<string> GroupsOf(JsonElement payload) =>
        payload.ValueKind == JsonValueKind.Object && payload.TryGetProperty("groups", out var groups) && groups.ValueKind == JsonValueKind.Array
            ? groups.EnumerateArray().Where(group => group.ValueKind == JsonValueKind.String).Select(group => group.GetString()!)
            : [];

    private static string TextOf(JsonElement payload, string name) =>
        payload.ValueKind == JsonValueKind.Object && payload.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static int Rank(string severity) => severity switch { "high" => 2, "medium" => 1, _ => 0 };

    private sealed record Reading(string Event, string Category, string Severity, string Key);
}
