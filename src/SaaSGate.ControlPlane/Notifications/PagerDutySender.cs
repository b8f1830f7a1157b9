using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using SaaSGate.ControlPlane.Exports;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>
/// Events of PagerDuty's API version 2, which others take too: triggered when something waits, acknowledged when somebody is at it, resolved when it ended.
/// The id of what it is about keys them together.
/// </summary>
/// <remarks>https://developer.pagerduty.com/docs/events-api-v2/trigger-events/</remarks>
internal sealed class PagerDutySender(GuardedHttp http, IOptions<NotificationOptions> options) : IChannelSender
{
    private const int LongestSummary = 1024;

    public string Kind => "pagerduty";

    public async Task<SendResult> SendAsync(ChannelTarget target, Notice notice, JsonElement? told, CancellationToken cancellationToken)
    {
        var action = ActionOf(notice);
        if (action != "trigger" && told is null && notice.Approval is not null)
            return SendResult.Void("It was not told that this waited.");
        var own = target.Settings.Address is { } address ? new Uri(address) : null;
        var body = JsonSerializer.SerializeToUtf8Bytes(EventOf(target, notice, action));
        var answer = await http.PostAsync(
            own ?? options.Value.PagerDuty, own is null ? options.Value.Authority : target.Settings.Authority, body, "application/json", null, cancellationToken);
        return HttpResults.Of(answer, "{}");
    }

    private static string ActionOf(Notice notice) => notice.Event switch
    {
        "voted" => "acknowledge",
        _ when notice.Ended => "resolve",
        "incident" when notice.Facts.Any(fact => fact is { Name: "Status", Value: "contained" }) => "acknowledge",
        _ => "trigger",
    };

    private static Dictionary<string, object> EventOf(ChannelTarget target, Notice notice, string action)
    {
        var told = new Dictionary<string, object>
        {
            ["routing_key"] = target.Secrets.RoutingKey!,
            ["event_action"] = action,
            ["dedup_key"] = notice.Event is "locked" or "lifted" ? $"lock/{notice.Subject}" : notice.Subject,
        };
        if (action != "trigger")
            return told;
        told["payload"] = new
        {
            summary = ForeignText.Cut(notice.Summary is null ? notice.Title : $"{notice.Title}: {notice.Summary}", LongestSummary),
            source = notice.Approval?.SkillName ?? notice.OrganisationName,
            severity = (notice.Severity, notice.Event) switch { ("high", _) or (_, "escalated") => "critical", ("medium", _) => "error", _ => "warning" },
            timestamp = notice.At.ToString("o", CultureInfo.InvariantCulture),
            component = notice.Approval?.Rule,
            group = notice.OrganisationName,
            @class = notice.Event,
            custom_details = notice.Facts.ToDictionary(fact => fact.Name, fact => fact.Value),
        };
        told["client"] = "SaaSGate";
        told["client_url"] = notice.Link.AbsoluteUri;
        told["links"] = new[] { new { href = notice.Link.AbsoluteUri, text = "Open in SaaSGate" } };
        return told;
    }
}
