using System.Text.Json;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;
using SaaSGate.ControlPlane.Connections;
using SaaSGate.ControlPlane.Exports;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>Mail, through a server that the organisation names, or the operator.</summary>
internal sealed class EmailSender(IOptions<ConnectionOptions> options) : IChannelSender
{
    public string Kind => "email";

    public Task<SendResult> SendAsync(ChannelTarget target, Notice notice, JsonElement? told, CancellationToken cancellationToken) => notice.Event == "voted"
        ? Task.FromResult(SendResult.Void("Mail does not tell of votes."))
        : SendAsync(target, notice, options.Value.AllowPrivateUpstreams, cancellationToken);

    /// <summary>Sends by a server that may be in the operator's own network.</summary>
    public static async Task<SendResult> SendAsync(ChannelTarget target, Notice notice, bool allowPrivate, CancellationToken cancellationToken)
    {
        using var message = EmailMessage.Of(notice, target.Settings);
        try
        {
            return await SendAsync(target, message, allowPrivate, cancellationToken);
        }
        catch (SmtpCommandException said)
        {
            // 4xx: later; 5xx: never.
            return new((int)said.StatusCode < 500 ? "retry" : "refused", (int)said.StatusCode, $"It answered {(int)said.StatusCode}: {ForeignText.Name(said.Message, 300)}");
        }
        catch (MailKit.Security.AuthenticationException refused)
        {
            return new("refused", null, $"It let nobody in by this name and password: {ForeignText.Name(refused.Message, 200)}");
        }
        catch (Exception failed) when (failed is ProtocolException or SslHandshakeException or NotSupportedException)
        {
            return new("retry", null, $"The server and SaaSGate did not understand each other: {ForeignText.Name(failed.GetBaseException().Message, 200)}");
        }
    }

    private static async Task<SendResult> SendAsync(ChannelTarget target, MimeMessage message, bool allowPrivate, CancellationToken cancellationToken)
    {
        var settings = target.Settings;
        using var client = new SmtpClient();
        if (GuardedHttp.ChainPolicy(settings.Authority) is { } policy)
            client.ServerCertificateValidationCallback = (_, certificate, _, errors) => ChainCheck.Leads(certificate, policy, errors);
        client.CheckCertificateRevocation = false;
        await using var stream = await ExportAddress.ConnectAsync(settings.Host!, settings.Port!.Value, allowPrivate, cancellationToken);
        await client.ConnectAsync(stream, settings.Host!, settings.Port.Value, OptionsOf(settings.Tls), cancellationToken);
        if (settings.UserName is { } user && target.Secrets.Password is { } password)
            await client.AuthenticateAsync(user, password, cancellationToken);
        var said = await client.SendAsync(message, cancellationToken);
        await client.DisconnectAsync(quit: true, cancellationToken);
        return new("sent", 250, ForeignText.Name($"It took it: {said}", 300), Handle: "{}");
    }

    private static SecureSocketOptions OptionsOf(string? tls) => tls switch
    {
        "implicit" => SecureSocketOptions.SslOnConnect,
        "none" => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };
}
