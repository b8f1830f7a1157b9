using static SaaSGate.Inspection.Detection.Secrets.KeyChecks;

namespace SaaSGate.Inspection.Detection.Secrets.Formats;

/// <summary>Messages, mail, and the tools that people work with.</summary>
internal static class MessagingFormats
{
    public static KeyFormat[] All { get; } =
    [
        new("slack-token", "xoxb-", Tail.Key, 10, Check: Slack), new("slack-token", "xoxa-", Tail.Key, 10, Check: Slack),
        new("slack-token", "xoxp-", Tail.Key, 10, Check: Slack), new("slack-token", "xoxr-", Tail.Key, 10, Check: Slack),
        new("slack-token", "xoxs-", Tail.Key, 10, Check: Slack), new("slack-token", "xoxo-", Tail.Key, 10, Check: Slack),
        new("slack-token", "xoxc-", Tail.Key, 10, Check: Slack), new("slack-token", "xoxd-", Tail.AnyKey, 60, Check: Random),
        new("slack-token", "xoxe-1-", Tail.Key, 60, Check: Random), new("slack-token", "xoxe.xoxp-1-", Tail.Key, 60, Check: Random),
        new("slack-token", "xoxe.xoxb-1-", Tail.Key, 60, Check: Random), new("slack-token", "xapp-1-", Tail.Key, 60, Check: Mixed),
        new("slack-webhook", "services/T", Tail.AnyKey, 36, 60, SlackWebhook), new("slack-webhook", "workflows/T", Tail.AnyKey, 36, 80, SlackWebhook),
        new("slack-webhook", "triggers/T", Tail.AnyKey, 36, 80, SlackWebhook), new("discord-webhook", "webhooks/", Tail.AnyKey, 77, 100, DiscordWebhook),
        new("teams-webhook", "webhookb2/", Tail.AnyKey, 80, 250, Random), new("zapier-webhook", "hooks/catch/", Tail.AnyKey, 10, 40, ZapierWebhook),
        new("twilio-key", "SK", Tail.Letters, 32, 32, OneCaseHex),
        new("twilio-account", "AC", Tail.Letters, 32, 32, OneCaseHex), new("sendgrid-key", "SG.", Tail.Token, 33, 90, SendGrid),
        new("mailgun-key", "key-", Tail.Letters, 32, 32, Both(LowerHex, Mixed)), new("mailgun-key", "pubkey-", Tail.Letters, 32, 32, Both(LowerHex, Mixed)),
        new("mandrill-key", "md-", Tail.Key, 22, 22, Random), new("brevo-key", "xkeysib-", Tail.Key, 81, 81, Groups('-', 64, 16)),
        new("brevo-key", "xsmtpsib-", Tail.Key, 81, 81, Groups('-', 64, 16)), new("resend-key", "re_", Tail.Key, 33, 33, Resend),
        new("mailersend-key", "mlsn.", Tail.Letters, 64, 64, LowerHex), new("intercom-token", "dG9rO", Tail.Base64Run, 50, 70),
        new("hubspot-token", "pat-na1-", Tail.Key, 36, 36, Uuid), new("hubspot-token", "pat-na2-", Tail.Key, 36, 36, Uuid),
        new("hubspot-token", "pat-eu1-", Tail.Key, 36, 36, Uuid), new("salesforce-token", "00D", Tail.AnyKey, 60, 200, Random),
        new("salesforce-client-id", "3MVG", Tail.Token, 60, 110, Random), new("zoho-token", "1000.", Tail.Token, 65, 65, Groups('.', 32, 32)),
        new("close-key", "api_", Tail.Token, 45, 45, Groups('.', 22, 22)), new("linear-key", "lin_api_", Tail.Letters, 40, 40),
        new("linear-token", "lin_oauth_", Tail.Letters, 64, 64), new("linear-webhook", "lin_wh_", Tail.Letters, 40, 40),
        new("notion-token", "ntn_", Tail.Letters, 46, 46, Random), new("notion-token", "secret_", Tail.Letters, 43, 43, Random),
        new("airtable-token", "pat", Tail.Token, 79, 79, Groups('.', 14, 64)), new("clickup-token", "pk_", Tail.Key, 37, 45, ClickUp),
        new("dropbox-token", "sl.", Tail.Key, 60, Check: Random), new("typeform-token", "tfp_", Tail.Key, 40, 70, Random),
        new("cal-com-key", "cal_live_", Tail.Letters, 30, 40, Mixed), new("webflow-token", "ws-", Tail.Letters, 64, 64, LowerHex),
        new("frameio-token", "fio-u-", Tail.Key, 64, 64), new("beamer-key", "b_", Tail.Base64Run, 44, 44, Beamer),
        new("courier-key", "pk_prod_", Tail.Letters, 28, 28, UpperCase), new("onesignal-key", "os_v2_app_", Tail.Letters, 80, 120),
        new("telnyx-key", "KEY0", Tail.Key, 48, 60, Random),
    ];

    /// <summary>Ids of the workspace and the hook in capitals, and 24 units.</summary>
    private static double SlackWebhook(ReadOnlySpan<char> units) =>
        units.Count('/') >= 2 && units[..units.LastIndexOf('/')].IndexOfAnyInRange('a', 'z') < 0 && units.Length - units.LastIndexOf('/') >= 19 && !Example.Fills(units[units.LastIndexOf('/')..]) ? 1 : 0;

    /// <summary>A number, and 60 units or more.</summary>
    private static double DiscordWebhook(ReadOnlySpan<char> units) =>
        units.IndexOf('/') is >= 17 and <= 20 and var slash && units[..slash].IndexOfAnyExceptInRange('0', '9') < 0 && units.Length - slash >= 60 ? Random(units[slash..]) : 0;

    private static double ZapierWebhook(ReadOnlySpan<char> units) => units.IndexOf('/') is >= 5 and <= 9 and var slash && units[..slash].IndexOfAnyExceptInRange('0', '9') < 0 ? Mixed(units[slash..]) : 0;

    /// <summary>Two parts; both have digits or look like no word.</summary>
    private static double SendGrid(ReadOnlySpan<char> units) =>
        units.IndexOf('.') is >= 16 and <= 24 and var dot && units.Length - dot > 16 && !units[(dot + 1)..].Contains('.') ? 1 : 0;

    private static double Resend(ReadOnlySpan<char> units) => units[8] == '_' ? Random(units[9..]) : 0;

    private static double ClickUp(ReadOnlySpan<char> units) =>
        units.IndexOf('_') is >= 5 and <= 12 and var mark && units[..mark].IndexOfAnyExceptInRange('0', '9') < 0 && units.Length - mark == 33 ? UpperCase(units[(mark + 1)..]) : 0;

    private static double Beamer(ReadOnlySpan<char> units) => units.EndsWith("=") ? Random(units) : 0;
}
