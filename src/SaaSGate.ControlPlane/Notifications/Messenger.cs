using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Approvals;
using SaaSGate.ControlPlane.Exports;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Notifications;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>Opens the way to a receiver, makes the notice and sends it. Whatever goes wrong is an answer, and holds none of the receiver's secrets.</summary>
internal sealed partial class Messenger(
    ChannelStore channels, PersonalStore people, NoticeMaker notices, IEnumerable<IChannelSender> senders, PushSender push, OnDuty duty, ApprovalStore approvals, KeyVault vault,
    IOptions<NotificationOptions> options, ILogger<Messenger> logger)
{
    private const int MostChannels = 200;
    private readonly Dictionary<string, IChannelSender> _senders = senders.ToDictionary(sender => sender.Kind);

    /// <summary>Sends one message; null where the receiver is paused or gone.</summary>
    public Task<SendResult?> SendAsync(Id<Organisation> organisation, string receiver, DueNotification due, CancellationToken cancellationToken) =>
        Id<PushSubscription>.TryParse(receiver, out _)
            ? PushAsync(organisation, receiver, due, cancellationToken)
            : SendToChannelAsync(organisation, receiver, due, cancellationToken);

    /// <summary>Says to a channel that it works.</summary>
    /// <returns>What went wrong; null when nothing did.</returns>
    public async Task<string?> TestAsync(Id<Organisation> organisation, string channel, CancellationToken cancellationToken)
    {
        if (await channels.FindAloneAsync(organisation, channel, cancellationToken) is not { } row)
            return "There is no such channel.";
        var result = await TryAsync(organisation, row, async (target, limit) => await _senders[row.Kind].SendAsync(
            target, await notices.TestAsync(organisation, channel, ended: false, limit), null, limit), cancellationToken);
        if (result.Outcome == "sent" && row.Kind == "pagerduty")
            result = await TryAsync(organisation, row, async (target, limit) => await _senders[row.Kind].SendAsync(
                target, await notices.TestAsync(organisation, channel, ended: true, limit), null, limit), cancellationToken);
        return result.Outcome == "sent" ? null : result.Answer;
    }

    /// <summary>Mails a notice to somebody by the first of the organisation's mail channels. It holds what is kept nowhere, so it is tried once.</summary>
    /// <returns>Null where no such channel is on.</returns>
    public async Task<SendResult?> MailAsync(Id<Organisation> organisation, string to, Notice notice, CancellationToken cancellationToken) =>
        (await channels.ListAsync(organisation, null, MostChannels, cancellationToken)).Find(row => row is { Kind: "email", Enabled: true }) is { } channel
            ? await TryAsync(organisation, channel, (target, limit) => _senders[channel.Kind].SendAsync(target with { Settings = target.Settings with { To = [to] } }, notice, null, limit), cancellationToken)
            : null;

    private async Task<SendResult?> SendToChannelAsync(Id<Organisation> organisation, string channel, DueNotification due, CancellationToken cancellationToken)
    {
        if (await channels.FindAloneAsync(organisation, channel, cancellationToken) is not { Enabled: true } row)
            return null;
        if (await notices.MakeAsync(organisation, due, row.Detail == "summary", cancellationToken) is not { } notice)
            return SendResult.Void("What it is about may no longer be seen.");
        if (row.Kind != "webhook" && due.Event is "waiting" or "escalated" && notice.Approval is { Waits: false })
            return SendResult.Void("It was over before this could be sent.");
        if (due is { Told: false, Event: "decided" or "ended" } && !row.Events.Contains("decisions"))
            return SendResult.Void("It was not told that this waited.");
        return await TryAsync(organisation, row, (target, limit) => _senders[row.Kind].SendAsync(
            target, notice, due.Told ? due.ToldHandle ?? JsonElement.Parse("{}"u8) : null, limit), cancellationToken);
    }

    private async Task<SendResult?> PushAsync(Id<Organisation> organisation, string browser, DueNotification due, CancellationToken cancellationToken)
    {
        if (await people.FindBrowserAsync(organisation, browser, cancellationToken) is not { } row)
            return null;
        var result = !row.MayDecide
            ? new("gone", null, "The person may decide no longer.")
            : await notices.MakeAsync(organisation, due, summary: false, cancellationToken) is not { } notice
                ? SendResult.Void("What it is about may no longer be seen.")
                : !notice.Ended && notice.Approval is { Waits: false }
                    ? SendResult.Void("It was over before this could be sent.")
                    : due.Event is "waiting" or "escalated" && await OthersAsync(organisation, row.UserId, due.Event, notice.Approval!, cancellationToken) is { } others
                    ? SendResult.Void(others)
                    : await TryAsync(
                        limit => push.SendAsync(
                            JsonSerializer.Deserialize<PushEndpoint>(vault.Open(VaultPurpose.PushSubscription(organisation.Value, browser), row.Sealed))!, notice, due.Told, limit),
                        () => [], cancellationToken);
        if (result.Outcome != "gone")
            return result;
        await people.ForgetBrowserAsync(organisation, browser, result.Answer, cancellationToken);
        return null;
    }

    /// <summary>
    /// Why others are told and not this person; null where the person is. Of groups that are asked, who is on call comes first; all of them are told where
    /// nobody is, and when it escalates.
    /// </summary>
    private async Task<string?> OthersAsync(Id<Organisation> organisation, string person, string what, NoticeApproval approval, CancellationToken cancellationToken)
    {
        var asked = await duty.FindAsync(organisation, approval.Groups, approval.Owners, cancellationToken);
        var own = asked.Where(each => each.Group.Members.Any(member => member.Id == person)).ToList();
        if (own.Count == 0)
            return approval.Groups.Count == 0 || await approvals.IsAskedAsync(organisation, approval.Id, person, cancellationToken) ? null : "Others are asked.";
        return what == "waiting" && own.TrueForAll(each => each.First is { } first && first.Id != person) ? "Somebody else is on call." : null;
    }

    private Task<SendResult> TryAsync(Id<Organisation> organisation, ChannelRow row, Func<ChannelTarget, CancellationToken, Task<SendResult>> send, CancellationToken cancellationToken)
    {
        ChannelSecrets? opened = null;
        return TryAsync(
            limit => send(new(organisation.Value, row.Id, ChannelView.SettingsOf(row), opened = SecretsOf(organisation, row)), limit), () => opened?.Values() ?? [], cancellationToken);
    }

    private async Task<SendResult> TryAsync(Func<CancellationToken, Task<SendResult>> send, Func<IEnumerable<string>> secrets, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Value.Patience);
        SendResult result;
        try
        {
            result = await send(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            result = new("retry", null, "It did not answer in time.");
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or AuthenticationException or SocketException or ExportException)
        {
            result = new("retry", null, failed is ExportException or { InnerException: ExportException }
                ? failed.GetBaseException().Message
                : $"It cannot be reached: {ForeignText.Name(failed.GetBaseException().Message, 300)}");
        }
        catch (Exception failed) when (failed is FormatException or CryptographicException or JsonException or InvalidOperationException or ArgumentException)
        {
            Log.Failed(logger, failed);
            result = new("refused", null, "SaaSGate could not make this message.");
        }

        return result with { Answer = secrets().Where(secret => secret.Length > 3).Aggregate(result.Answer, (answer, secret) => answer.Replace(secret, "…", StringComparison.Ordinal)) };
    }

    public ChannelSecrets SecretsOf(Id<Organisation> organisation, ChannelRow row) => row.SecretSealed is { } box
        ? JsonSerializer.Deserialize<ChannelSecrets>(vault.Open(VaultPurpose.ChannelSecret(organisation.Value, row.Id), box))!
        : new();

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "A notification could not be made.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
