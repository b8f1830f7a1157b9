using System.Text.Json;
using System.Text.Json.Nodes;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>
/// Messages in Slack: by a bot's token, which can change them when what they ask is decided elsewhere, or by an incoming webhook, which cannot: there a
/// second message says how it ended. Buttons that decide stand on them where Slack's signing secret is known.
/// </summary>
internal sealed class SlackSender(SlackApi slack, ChannelMarks marks) : IChannelSender
{
    public string Kind => "slack";

    public async Task<SendResult> SendAsync(ChannelTarget target, Notice notice, JsonElement? told, CancellationToken cancellationToken)
    {
        if (notice.Event == "voted")
            return SendResult.Void("Slack is not told of votes.");
        var mark = target.Secrets.SigningSecret is not null && notice.Approval is { } approval
            ? marks.ForButton(target.OrganisationId, target.Id, approval.Id, approval.ViewDigest)
            : null;
        var message = SlackMessage.Of(notice, mark);
        if (target.Secrets.Token is not { } token)
            return await slack.PostAsync(new(target.Secrets.Address!), message, cancellationToken);
        if (notice.Ended && told is { } before && before.TryGetProperty("ts", out var ts) && before.TryGetProperty("channel", out var channel))
        {
            (message["channel"], message["ts"]) = (channel.GetString(), ts.GetString());
            return (await slack.CallAsync("chat.update", token, message, cancellationToken)).Result;
        }

        message["channel"] = target.Settings.SlackChannel;
        var (result, answer) = await slack.CallAsync("chat.postMessage", token, message, cancellationToken);
        return answer is { } posted ? result with { Handle = HandleOf(posted) } : result;
    }

    private static string? HandleOf(JsonElement posted) => posted.TryGetProperty("ts", out var ts) && posted.TryGetProperty("channel", out var channel)
        ? new JsonObject { ["channel"] = channel.GetString(), ["ts"] = ts.GetString() }.ToJsonString()
        : null;
}
