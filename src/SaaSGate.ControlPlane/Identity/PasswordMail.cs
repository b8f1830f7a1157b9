using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Ids;
using SaaSGate.ControlPlane.Notifications;
using SaaSGate.Postgres.Identity;
using SaaSGate.Postgres.Organisations;

namespace SaaSGate.ControlPlane.Identity;

/// <summary>
/// Mails people about their passwords, behind their requests: an answer comes as fast where nobody has the address. Links go by the operator's server alone:
/// whoever sets an organisation's could read them, and be the person.
/// </summary>
internal sealed partial class PasswordMail(
    PasswordStore passwords, OrganisationStore organisations, Messenger messenger, PortalLinks links, IOptions<MailOptions> options, IOptions<NotificationOptions> notifications,
    TimeProvider clock, ILogger<PasswordMail> logger)
    : BackgroundService
{
    public static readonly TimeSpan LinkLength = TimeSpan.FromHours(1);
    private const int Capacity = 1024;

    private readonly UpperInvariantLookupNormalizer _normalizer = new();
    private readonly Channel<Func<CancellationToken, Task>> _waiting = Channel.CreateBounded<Func<CancellationToken, Task>>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    // By themselves: what strangers ask for does not hold up the warning that somebody needs.
    private readonly Channel<Func<CancellationToken, Task>> _warnings = Channel.CreateUnbounded<Func<CancellationToken, Task>>(new() { SingleReader = true });

    /// <summary>Whether links can be sent.</summary>
    public bool IsOn => options.Value.IsOn;

    /// <summary>Sends a link to whoever has an account with a password and this address, where a password opens anything for them.</summary>
    public void SendLink(string email) => _waiting.Writer.TryWrite(cancellationToken => SendLinkAsync(email, cancellationToken));

    /// <summary>Tells a person that another password was set: by the operator's server, or else by that of an organisation, since nothing secret is in it.</summary>
    public void TellChanged(PasswordAccount account, Id<Organisation> organisation) => _warnings.Writer.TryWrite(async cancellationToken =>
    {
        var notice = Of(account, "Your password was changed", links.SignIns, [new("Account", account.Email), new("It was not you?", "Set another password at once, and tell an administrator")]);
        if (IsOn)
            await MailAsync(account, notice, cancellationToken);
        else
            await messenger.MailAsync(organisation, account.Email, notice, cancellationToken);
    });

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(SendAllAsync(_waiting, stoppingToken), SendAllAsync(_warnings, stoppingToken));

    private async Task SendAllAsync(Channel<Func<CancellationToken, Task>> waiting, CancellationToken stoppingToken)
    {
        await foreach (var send in waiting.Reader.ReadAllAsync(stoppingToken))
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            limit.CancelAfter(notifications.Value.Patience);
            try
            {
                await send(limit.Token);
            }
            catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
            {
                Log.NotSent(logger, failed);
            }
        }
    }

    private async Task SendLinkAsync(string email, CancellationToken cancellationToken)
    {
        if (await passwords.FindAsync(_normalizer.NormalizeEmail(email), cancellationToken) is not { } account
            || (await organisations.MembershipsAsync(Id<User>.Parse(account.Id), null, cancellationToken)).Count == 0)
            return;
        var token = SecretText.Create(SecretText.PasswordReset);
        var hash = SecretText.Hash(token);
        if (!await passwords.AddLinkAsync(account, hash, LinkLength, cancellationToken))
            return;
        var sent = false;
        try
        {
            sent = await MailAsync(account, Of(account, "Set a new password", links.PasswordReset(token),
            [
                new("Account", account.Email),
                new("The link works once, until", $"{clock.GetUtcNow() + LinkLength:yyyy-MM-dd HH:mm} UTC"),
                new("You did not ask for it?", "Then leave it: your password stays as it is"),
            ]), cancellationToken);
        }
        finally
        {
            // One that nobody got takes the place of none that is asked for next.
            if (!sent)
                await passwords.RemoveLinkAsync(hash, CancellationToken.None);
        }
    }

    private async Task<bool> MailAsync(PasswordAccount account, Notice notice, CancellationToken cancellationToken)
    {
        var server = options.Value;
        var settings = new ChannelSettings(
            Authority: server.Authority, Host: server.Host, Port: server.Port, Tls: server.Tls, UserName: server.UserName, From: server.From, To: [account.Email]);
        if (await EmailSender.SendAsync(new("", "", settings, new(Password: server.Password)), notice, allowPrivate: true, cancellationToken) is not { Outcome: not "sent" } result)
            return true;
        Log.Refused(logger, result.Answer);
        return false;
    }

    private Notice Of(PasswordAccount account, string title, Uri link, IReadOnlyList<NoticeFact> facts) => new(
        RandomNumberGenerator.GetHexString(32, lowercase: true), "password", clock.GetUtcNow(), "", "", account.Id, "low", title, facts, Summary: null, link, Approval: null, Ended: false);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "A mail about a password was not sent; the person asks again.")]
        public static partial void NotSent(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Warning, "The mail server did not take a mail about a password: {Answer}")]
        public static partial void Refused(ILogger logger, string answer);
    }
}
