using System.Text.Json;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;
using SaaSGate.ControlPlane.Connections;
using SaaSGate.ControlPlane.Exports;

namespace SaaSGate.ControlPlane.Notifications;

/// <summary>Mail, through a server that the organisation names.</summary>
internal sealed class EmailSender(IOptions<ConnectionOptions> options) : IChannelSender
{
    public string Kind => "email";

    public async Task<SendResult> SendAsync(ChannelTarget target, Notice notice, JsonElement? told, CancellationToken cancellationToken)
    {
        if (notice.Event == "voted")
            return SendResult.Void("Mail does not tell of votes.");
        using var message = EmailMessage.Of(notice, target.Settings);
        try
        {
            return await SendAsync(target, message, cancellationToken);
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

    private async Task<SendResult> SendAsync(ChannelTarget target, MimeMessage message, CancellationToken cancellationToken)
    {
        var settings = target.Settings;
        using var client = new SmtpClient();
        if (GuardedHttp.ChainPolicy(settings.Authority) is { } policy)
            client.ServerCertificateValidationCallback = (_, certificate, _, errors) => ChainCheck.Leads(certificate, policy, errors);
        client.CheckCertificateRevocation = false;
        await using var stream = await ExportAddress.ConnectAsync(settings.Host!, settings.Port!.Value, options.Value.AllowPrivateUpstreams, cancellationToken);
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
