using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Exports;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Notifications;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>
/// Takes what people press in Slack. 1. Slack's signature, of now, and once. 2. A mark that only this channel's messages carry. 3. The person behind it.
/// 4. The decision, as any other. 5. The message says how it ended.
/// </summary>
internal sealed partial class SlackInteractions(
    ChannelStore channels, PersonalStore people, NotificationStore notifications, Messenger messenger, ChannelMarks marks, SlackPeople who, MessageDecisions decisions,
    NoticeMaker makes, SlackApi slack, PortalLinks links, IOptions<NotificationOptions> options, TimeProvider clock, ILogger<SlackInteractions> logger)
{
    /// <summary>Carries out what was pressed.</summary>
    /// <returns>False where it is not Slack's, is too old, or came before.</returns>
    public async Task<bool> HandleAsync(Id<NotificationChannel> id, string? timestamp, string? signature, byte[] body, CancellationToken cancellationToken)
    {
        // 1. Who knows no channel and no secret learns nothing of either.
        if (await channels.FindOwnerAsync(id, cancellationToken) is not { } organisation
            || await channels.FindAloneAsync(organisation, id.Value, cancellationToken) is not { Kind: "slack", Enabled: true } row
            || messenger.SecretsOf(organisation, row) is not { SigningSecret: { } secret } secrets
            || !SlackSignature.IsValid(secret, timestamp, signature, body, clock.GetUtcNow())
            || !await people.ReceiveAsync(organisation, id.Value, SHA256.HashData(Encoding.UTF8.GetBytes(signature!)), cancellationToken))
        {
            Log.Refused(logger, id.Value);
            return false;
        }

        TenantContext.Enter(organisation.Value);
        var target = new ChannelTarget(organisation.Value, row.Id, ChannelView.SettingsOf(row), secrets);
        var form = new FormReader(Encoding.UTF8.GetString(body)).ReadForm();
        if (SlackPress.Read(form.GetValueOrDefault("payload")) is { Action: SlackMessage.Approve or SlackMessage.Deny } press)
            await TryAnswerAsync(press, await DecideAsync(organisation, target, press, row.Detail == "summary", cancellationToken));
        return true;
    }

    private async Task<JsonObject> DecideAsync(Id<Organisation> organisation, ChannelTarget target, SlackPress press, bool summary, CancellationToken cancellationToken)
    {
        // 2. With a bot's token, the very message is known too: a copy of its button elsewhere is none.
        if (marks.ReadButton(organisation.Value, target.Id, press.Mark) is not { } asked
            || (target.Secrets.Token is not null
                && (press.MessageTs is null || !await notifications.WasToldAsync(organisation, target.Id, asked.Approval.Value, "ts", press.MessageTs, cancellationToken))))
            return Word("This button is not one of SaaSGate's. Open the request in the portal.");

        // 3.
        if (await who.FindAsync(organisation, target, press, cancellationToken) is not { } user)
            return Word(
                $"SaaSGate does not know who you are. Open {links.Link(marks.ForLink(organisation.Value, target.Id, press.External, press.Name)).AbsoluteUri} within half an hour, sign in, and press again.");

        // 4.
        var outcome = await decisions.DecideAsync(
            organisation, user, asked.Approval, press.Action == SlackMessage.Approve, asked.ViewDigest, target.Id, press.External, cancellationToken);

        // 5.
        if (outcome is DecideOutcome.Decided or DecideOutcome.AlreadyDecided)
        {
            var due = new DueNotification
            {
                Id = "",
                Event = "decided",
                Subject = asked.Approval.Value,
                Severity = "low",
                Facts = default,
                At = clock.GetUtcNow(),
                Attempts = 0,
                Told = true,
                ToldHandle = null,
            };
            if (await makes.MakeAsync(organisation, due, summary, cancellationToken) is { Approval.Waits: false } ended)
            {
                var message = SlackMessage.Of(ended, null);
                message["replace_original"] = true;
                return message;
            }
        }

        return Word(outcome switch
        {
            DecideOutcome.Voted => "Your word counts; others are still asked.",
            DecideOutcome.AlreadyVoted => "Your word counts already; others are still asked.",
            DecideOutcome.NotAsked => "The rule asks others to decide this.",
            DecideOutcome.OwnPolicy => "You wrote the policy that holds this: somebody else must decide first.",
            DecideOutcome.OwnEdit => "You changed this request: somebody else must approve it.",
            DecideOutcome.StepUpNeeded => "The rule asks for a fresh sign-in. Open the request in the portal.",
            DecideOutcome.AlreadyDecided => "This was decided or has ended already.",
            DecideOutcome.NotFound => "There is no such request, or your organisation may no longer see it.",
            DecideOutcome.ViewChanged => "What this message shows is not what would be sent. Open the request in the portal.",
            DecideOutcome.OwnRequest => "The owner of a skill cannot decide its requests. Ask another reviewer.",
            null or DecideOutcome.Forbidden => "Your role does not allow this. Ask an administrator of the organisation.",
            _ => "This cannot be decided from here. Open the request in the portal.",
        });
    }

    private static JsonObject Word(string text) => new()
    {
        ["response_type"] = "ephemeral",
        ["replace_original"] = false,
        ["text"] = text,
        ["mrkdwn"] = false,
        ["blocks"] = new JsonArray(new JsonObject
        {
            ["type"] = "section",
            ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = text, ["emoji"] = false },
        }),
    };

    /// <summary>What is decided is decided, whether Slack can be told or not.</summary>
    private async Task TryAnswerAsync(SlackPress press, JsonObject message)
    {
        if (press.ResponseUrl is not { } url)
            return;
        using var limit = new CancellationTokenSource(options.Value.AnswerPatience, clock);
        try
        {
            await slack.PostAsync(url, message, limit.Token);
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or SocketException or OperationCanceledException or ExportException)
        {
            Log.NotAnswered(logger, failed);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A call for the channel {Channel} is not Slack's, is too old, or came before.")]
        public static partial void Refused(ILogger logger, string channel);

        [LoggerMessage(LogLevel.Warning, "Slack could not be told what became of something that was pressed.")]
        public static partial void NotAnswered(ILogger logger, Exception exception);
    }
}
