using System.Text.Json;
using System.Text.Json.Nodes;
using SaaSGate.ControlPlane.Exports;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>
/// Adaptive Cards through a workflow's webhook of Microsoft Teams. What was not written here stands in text runs, which read no Markdown. Its button opens
/// the portal: a workflow's webhook gives a card no way back whose sender could be verified (the signed <c>Action.Http</c> went with Office connectors, and
/// <c>Action.Execute</c> needs a bot registered with Microsoft).
/// </summary>
/// <remarks>https://adaptivecards.microsoft.com/?topic=TextRun</remarks>
internal sealed class TeamsSender(GuardedHttp http) : IChannelSender
{
    public string Kind => "teams";

    public async Task<SendResult> SendAsync(ChannelTarget target, Notice notice, JsonElement? told, CancellationToken cancellationToken) =>
        notice.Event == "voted"
            ? SendResult.Void("Teams is not told of votes.")
            : HttpResults.Of(await http.PostAsync(
                new(target.Secrets.Address!), target.Settings.Authority, JsonSerializer.SerializeToUtf8Bytes(CardOf(notice)), "application/json", null, cancellationToken));

    public static JsonObject CardOf(Notice notice)
    {
        var body = new JsonArray(Runs(Run(notice.Title, bold: true)));
        foreach (var fact in notice.Facts)
            body.Add(Runs(Run($"{fact.Name}: ", subtle: true), Run(fact.Value)));
        if (notice.Summary is { Length: > 0 } summary)
            body.Add(Runs(Run(summary)));
        return new JsonObject
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(new JsonObject
            {
                ["contentType"] = "application/vnd.microsoft.card.adaptive",
                ["contentUrl"] = null,
                ["content"] = new JsonObject
                {
                    ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
                    ["type"] = "AdaptiveCard",
                    ["version"] = "1.4",
                    ["body"] = body,
                    ["actions"] = new JsonArray(new JsonObject { ["type"] = "Action.OpenUrl", ["title"] = "Open in SaaSGate", ["url"] = notice.Link.AbsoluteUri }),
                },
            }),
        };
    }

    private static JsonObject Runs(params JsonNode[] runs) => new() { ["type"] = "RichTextBlock", ["inlines"] = new JsonArray(runs) };

    private static JsonObject Run(string text, bool bold = false, bool subtle = false)
    {
        var run = new JsonObject { ["type"] = "TextRun", ["text"] = text };
        if (bold)
            run["weight"] = "Bolder";
        if (subtle)
            run["isSubtle"] = true;
        return run;
    }
}
