namespace SaaSGate.Postgres.Notifications;

/// <summary>A channel as it is to be.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">email, slack, teams, pagerduty or webhook; never changed afterwards.</param>
/// <param name="Settings">A JSON object without secrets.</param>
/// <param name="SecretSealed">Its secrets, sealed; null where it has none.</param>
/// <param name="SecretNames">Names of those that are set.</param>
/// <param name="Events">What it is told of.</param>
/// <param name="LeastSeverity">low, medium or high.</param>
/// <param name="Labels">Labels of skills; empty for all.</param>
/// <param name="Rules">Names of rules, with <c>*</c>; empty for all.</param>
/// <param name="NamedOnly">Whether only rules that name it tell it of approvals.</param>
/// <param name="Detail">summary or names.</param>
/// <param name="Enabled">Whether it is told.</param>
public sealed record ChannelDraft(
    string Name, string Kind, string Settings, byte[]? SecretSealed, string[] SecretNames, string[] Events, string LeastSeverity, string[] Labels, string[] Rules, bool NamedOnly,
    string Detail, bool Enabled);
