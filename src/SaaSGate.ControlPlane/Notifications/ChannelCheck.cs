using System.Text.Json;
using MimeKit;
using SaaSGate.ControlPlane.Exports;
using SaaSGate.ControlPlane.Http;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>Says what is wrong with a channel as somebody would have it, field by field.</summary>
internal static class ChannelCheck
{
    private const int LongestName = 100, LongestSecret = 4000, LeastSigningSecret = 16, MostFilters = 50, MostRecipients = 50;

    /// <param name="save">As it would be.</param>
    /// <param name="secrets">Its secrets, with those that it has already.</param>
    /// <param name="before">What it is; null where it is new.</param>
    /// <param name="isPerson">Whether somebody signed in would have it so, and no token.</param>
    /// <param name="allowPrivate">Whether private networks are allowed.</param>
    public static FieldErrors Of(SaveChannel save, ChannelSecrets secrets, (ChannelSettings Settings, ChannelSecrets Secrets)? before, bool isPerson, bool allowPrivate)
    {
        var errors = new FieldErrors();
        // Whose signature is believed there, and whom an address stands for, is who decides.
        if (save.Kind == "slack" && !isPerson)
        {
            if (secrets != (before?.Secrets ?? new()))
                errors.Add("secrets", "They say who may decide in Slack, which a token cannot: sign in to the portal.");
            if (save.Settings.MatchEmail && before?.Settings.MatchEmail != true)
                errors.Add("settings.matchEmail", "It says who may decide in Slack, which a token cannot: sign in to the portal.");
        }

        errors.Text("name", save.Name, LongestName);
        if (save.Kind is not ("email" or "slack" or "teams" or "pagerduty" or "webhook"))
            return errors.Add("kind", "One of email, slack, teams, pagerduty and webhook is needed here.");
        if (save.Events.Count == 0 || save.Events.Except(NotificationPlan.Events).Any())
            errors.Add("events", $"Some of {string.Join(", ", NotificationPlan.Events)} are needed here.");
        if (save.LeastSeverity is not ("low" or "medium" or "high"))
            errors.Add("leastSeverity", "One of low, medium and high is needed here.");
        if (save.Detail is not ("summary" or "names"))
            errors.Add("detail", "One of summary and names is needed here.");
        foreach (var (field, filters) in new[] { ("labels", save.Labels), ("rules", save.Rules) })
            if (filters.Count > MostFilters || filters.Any(filter => filter.Length is 0 or > LongestName || filter.Any(char.IsControl)))
                errors.Add(field, $"At most {MostFilters} names of at most {LongestName} characters fit here.");
        if (secrets.Values().Any(secret => secret.Length > LongestSecret || secret.Any(char.IsControl)))
            errors.Add("secrets", $"At most {LongestSecret} characters fit into a secret, none of them a control character.");
        if (!string.IsNullOrEmpty(save.Settings.Authority) && !ExportEndpoints.IsPem(save.Settings.Authority))
            errors.Add("settings.authority", "Certificates in PEM are needed here.");
        CheckKind(save, secrets, allowPrivate, errors);
        return errors;
    }

    /// <summary>What its kind knows, and nothing else, as it is stored.</summary>
    public static string Stored(SaveChannel save)
    {
        var settings = save.Settings;
        var authority = string.IsNullOrWhiteSpace(settings.Authority) ? null : settings.Authority;
        return JsonSerializer.Serialize(save.Kind switch
        {
            "email" => new ChannelSettings(
                Authority: authority, Host: settings.Host!.Trim(), Port: settings.Port, Tls: settings.Tls, UserName: Blank(settings.UserName), From: settings.From!.Trim(),
                To: [.. settings.To!.Select(to => to.Trim())], FollowUp: settings.FollowUp),
            "slack" => new ChannelSettings(SlackChannel: Blank(settings.SlackChannel), MatchEmail: settings.MatchEmail),
            "teams" => new ChannelSettings(Authority: authority, FollowUp: settings.FollowUp),
            "pagerduty" => new ChannelSettings(Address: Blank(settings.Address), Authority: authority),
            _ => new ChannelSettings(Address: settings.Address!.Trim(), Authority: authority),
        }, JsonSerializerOptions.Web);
    }

    private static void CheckKind(SaveChannel save, ChannelSecrets secrets, bool allowPrivate, FieldErrors errors)
    {
        var settings = save.Settings;
        const string Address = "An address on the internet such as https://hooks.example.com/… is needed here. Your operator can allow private networks.";
        switch (save.Kind)
        {
            case "webhook":
                if (!IsAddress(settings.Address, allowPrivate))
                    errors.Add("settings.address", Address);
                if (secrets.SigningSecret?.Length is not >= LeastSigningSecret)
                    errors.Add("secrets.signingSecret", $"At least {LeastSigningSecret} characters are needed here: what is sent is signed with it.");
                break;
            case "pagerduty":
                if (Blank(settings.Address) is { } own && !IsAddress(own, allowPrivate))
                    errors.Add("settings.address", Address);
                if (secrets.RoutingKey is null)
                    errors.Add("secrets.routingKey", "The integration's key is needed here.");
                break;
            case "teams":
                if (!IsAddress(secrets.Address, allowPrivate))
                    errors.Add("secrets.address", "The workflow's address, https://…, is needed here.");
                break;
            case "slack":
                if (secrets.Token is null && !IsAddress(secrets.Address, allowPrivate))
                    errors.Add("secrets.address", "A bot's token, or the address of an incoming webhook, is needed here.");
                if (secrets.Token is not null && Blank(settings.SlackChannel) is not { Length: <= 100 })
                    errors.Add("settings.slackChannel", "With a bot's token, the channel's id is needed here, such as C0123456789.");
                if (settings.MatchEmail && secrets.Token is null)
                    errors.Add("settings.matchEmail", "Slack tells addresses to a bot's token alone.");
                break;
            default:
                CheckEmail(settings, secrets, allowPrivate, errors);
                break;
        }
    }

    private static void CheckEmail(ChannelSettings settings, ChannelSecrets secrets, bool allowPrivate, FieldErrors errors)
    {
        if (ExportAddress.Normalize("syslog", $"tls://{settings.Host?.Trim()}:{settings.Port}", allowPrivate) is null)
            errors.Add("settings.host", "A server on the internet and its port are needed here, such as smtp.example.com and 587. Your operator can allow private networks.");
        if (settings.Tls is not ("starttls" or "implicit") && !(settings.Tls == "none" && allowPrivate))
            errors.Add("settings.tls", "One of starttls and implicit is needed here. Without TLS, mail goes only where your operator allows private networks.");
        if (!IsMailbox(settings.From))
            errors.Add("settings.from", "A mail address is needed here.");
        if (settings.To is not { Count: > 0 and <= MostRecipients } || !settings.To.All(IsMailbox))
            errors.Add("settings.to", $"1 to {MostRecipients} mail addresses are needed here.");
        if (Blank(settings.UserName) is not null && secrets.Password is null)
            errors.Add("secrets.password", "A password belongs to a name.");
    }

    /// <summary>A bare address: no name beside it, no list, nothing that a header could be made of.</summary>
    internal static bool IsMailbox(string? text) =>
        text?.Trim() is { Length: > 2 and <= 254 } address && !address.Any(character => char.IsControl(character) || char.IsWhiteSpace(character))
        && MailboxAddress.TryParse(address, out var read) && read.Address == address && address.Contains('@', StringComparison.Ordinal);

    private static bool IsAddress(string? text, bool allowPrivate) => ExportAddress.Normalize("webhook", text, allowPrivate) is not null;

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
