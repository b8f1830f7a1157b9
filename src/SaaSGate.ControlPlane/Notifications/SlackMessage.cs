using System.Text.Json.Nodes;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>
/// A notice in Slack's blocks. Whatever was not written here stands in <c>plain_text</c>, which Slack reads no markup, mention or link in; the one text
/// that it does read, the fallback for notifications, is escaped.
/// </summary>
/// <remarks>https://docs.slack.dev/messaging/formatting-message-text/#escaping</remarks>
internal static class SlackMessage
{
    public const string Approve = "saasgate_approve", Deny = "saasgate_deny";
    private const int LongestHeader = 150, LongestField = 500, LongestFallback = 300;

    /// <param name="notice">What is told.</param>
    /// <param name="mark">What a button names, which only SaaSGate can make; null for no buttons that decide.</param>
    public static JsonObject Of(Notice notice, string? mark)
    {
        var blocks = new JsonArray(
            new JsonObject { ["type"] = "header", ["text"] = Plain(Cut(notice.Title, LongestHeader)) },
            new JsonObject
            {
                ["type"] = "section",
                ["fields"] = new JsonArray([.. notice.Facts.Take(10).Select(fact => Plain(Cut($"{fact.Name}: {fact.Value}", LongestField)))]),
            });
        if (notice.Summary is { Length: > 0 } summary)
            blocks.Add(new JsonObject { ["type"] = "section", ["text"] = Plain(summary) });
        var actions = new JsonArray();
        if (mark is not null && notice.Approval is { Waits: true })
        {
            actions.Add(Button(Approve, "Approve", mark, "primary"));
            actions.Add(Button(Deny, "Deny", mark, "danger"));
        }

        actions.Add(new JsonObject { ["type"] = "button", ["action_id"] = "saasgate_open", ["text"] = Plain("Open in SaaSGate"), ["url"] = notice.Link.AbsoluteUri });
        blocks.Add(new JsonObject { ["type"] = "actions", ["elements"] = actions });
        return new JsonObject
        {
            ["text"] = Escape(Cut(notice.Title, LongestFallback)),
            ["mrkdwn"] = false,
            ["parse"] = "none",
            ["link_names"] = false,
            ["unfurl_links"] = false,
            ["unfurl_media"] = false,
            ["blocks"] = blocks,
        };
    }

    /// <summary>The three characters that Slack reads, and the marks of formatting and mentions, which it has no escape for: they are shown as their full-width likes.</summary>
    public static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace('*', '＊').Replace('_', '＿').Replace('~', '～').Replace('`', '｀').Replace('@', '＠').Replace('#', '＃');

    private static JsonObject Plain(string text) => new() { ["type"] = "plain_text", ["text"] = text.Length == 0 ? " " : text, ["emoji"] = false };

    private static JsonObject Button(string action, string text, string value, string style) =>
        new() { ["type"] = "button", ["action_id"] = action, ["text"] = Plain(text), ["value"] = value, ["style"] = style };

    private static string Cut(string text, int longest) => ForeignText.Name(text, longest);
}
