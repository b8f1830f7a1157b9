using System.ComponentModel.DataAnnotations;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>A channel as it is to be.</summary>
/// <param name="Name">Its name: rules call it so.</param>
/// <param name="Kind">email, slack, teams, pagerduty or webhook; never changed afterwards.</param>
/// <param name="Settings">What its kind needs to know.</param>
/// <param name="Events">What it is told of: approvals, decisions, escalations, locks, incidents, skills (that are to be confirmed), billing.</param>
/// <param name="LeastSeverity">low, medium or high: what is less is not told.</param>
/// <param name="Labels">Labels of skills, one of which is needed; empty for all.</param>
/// <param name="Rules">Names of rules, with <c>*</c>; empty for all.</param>
/// <param name="NamedOnly">Whether only rules whose <c>notify</c> names it tell it of approvals.</param>
/// <param name="Detail">summary: with a masked line of the prompt; names: with nothing of the prompt.</param>
/// <param name="Enabled">Whether it is told.</param>
/// <param name="Secrets">What opens the way to it; of an edit, what is absent stays as it was.</param>
internal sealed record SaveChannel(
    string Name,
    [property: AllowedValues("email", "slack", "teams", "pagerduty", "webhook")] string Kind,
    ChannelSettings Settings,
    IReadOnlyList<string> Events,
    [property: AllowedValues("low", "medium", "high")] string LeastSeverity,
    IReadOnlyList<string> Labels,
    IReadOnlyList<string> Rules,
    bool NamedOnly,
    [property: AllowedValues("summary", "names")] string Detail,
    bool Enabled = true,
    ChannelSecrets? Secrets = null);
