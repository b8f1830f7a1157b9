namespace SaaSGate.ControlPlane.Notifications;

/// <summary>What a channel of a kind needs to know; what its kind does not know stays absent.</summary>
/// <param name="Address">Of webhook: https://…; of pagerduty too, where it is another service that takes its events.</param>
/// <param name="Authority">Certificates in PEM that the other side's must lead to; absent for public ones. Of webhook, pagerduty, teams, email.</param>
/// <param name="Host">Of email: the server that takes mail.</param>
/// <param name="Port">Of email: its port, such as 587 or 465.</param>
/// <param name="Tls">Of email: starttls, implicit, or none, which only an operator's own network allows.</param>
/// <param name="UserName">Of email: who signs in; absent where nobody does.</param>
/// <param name="From">Of email: the sender's address.</param>
/// <param name="To">Of email: who gets it, 1 to 50 addresses.</param>
/// <param name="SlackChannel">Of slack with a bot's token: the channel's id, such as C0123456789.</param>
/// <param name="MatchEmail">Of slack with a bot's token: whether a confirmed address in Slack says which member of the organisation somebody is.</param>
/// <param name="FollowUp">Of email and teams, whose messages cannot be changed: whether a second one says how it ended.</param>
internal sealed record ChannelSettings(
    string? Address = null, string? Authority = null, string? Host = null, int? Port = null, string? Tls = null, string? UserName = null, string? From = null,
    IReadOnlyList<string>? To = null, string? SlackChannel = null, bool MatchEmail = false, bool FollowUp = false);
