using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>Where messages go that have an address of their own. Section <c>SaaSGate:Notifications</c>.</summary>
internal sealed record NotificationOptions
{
    public const string Section = "SaaSGate:Notifications";

    /// <summary>Slack's API; a workspace of another cloud has another.</summary>
    [Required]
    public Uri SlackApi { get; set; } = new("https://slack.com/api/");

    /// <summary>PagerDuty's events; where a channel names none.</summary>
    [Required]
    public Uri PagerDuty { get; set; } = new("https://events.pagerduty.com/v2/enqueue");

    /// <summary>PEM of the authority that Slack, PagerDuty and push services lead to, where it is no public one: behind a proxy that opens TLS.</summary>
    public string? Authority { get; set; }

    /// <summary>Whom push services may write to about what is pushed: a <c>mailto:</c> or the portal's address when absent.</summary>
    public string? PushContact { get; set; }

    /// <summary>How many calls a minute a channel takes from outside.</summary>
    [Range(1, 100_000)]
    public int CallsPerMinute { get; set; } = 120;

    /// <summary>How long whoever takes a message may take for it. Two fit into the half minute in which a receiver's turn must end.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:00:14")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long Slack may take for the word on what was pressed: it calls the press a failure where that is not answered within three seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:03")]
    public TimeSpan AnswerPatience { get; set; } = TimeSpan.FromSeconds(2);
}
