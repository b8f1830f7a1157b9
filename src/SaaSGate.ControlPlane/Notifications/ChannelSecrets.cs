namespace SaaSGate.ControlPlane.Notifications;

/// <summary>What opens the way to a channel. Kept sealed and shown to nobody; of an edit, what is absent stays as it was.</summary>
/// <param name="Address">Of slack and teams: the webhook's address.</param>
/// <param name="Token">Of slack: the bot's token.</param>
/// <param name="SigningSecret">Of slack: what Slack signs with, without which messages have no buttons; of webhook: what SaaSGate signs with, 16 characters at least.</param>
/// <param name="RoutingKey">Of pagerduty: the integration's key.</param>
/// <param name="Password">Of email.</param>
internal sealed record ChannelSecrets(string? Address = null, string? Token = null, string? SigningSecret = null, string? RoutingKey = null, string? Password = null)
{
    /// <summary>Names of those that are set, as the API calls them.</summary>
    public string[] Names() => [.. All().Where(one => one.Value is not null).Select(one => one.Name)];

    /// <summary>The values that are set.</summary>
    public IEnumerable<string> Values() => All().Select(one => one.Value).OfType<string>();

    /// <summary>These, over those that were there.</summary>
    public ChannelSecrets Over(ChannelSecrets before) => new(
        Of(Address, before.Address), Of(Token, before.Token), Of(SigningSecret, before.SigningSecret), Of(RoutingKey, before.RoutingKey), Of(Password, before.Password));

    /// <summary>Says nothing of them.</summary>
    public override string ToString() => nameof(ChannelSecrets);

    private static string? Of(string? now, string? before) => string.IsNullOrEmpty(now) ? before : now;

    private (string Name, string? Value)[] All() =>
        [("address", Address), ("token", Token), ("signingSecret", SigningSecret), ("routingKey", RoutingKey), ("password", Password)];
}
