using System.Net;
using System.Text;
using MimeKit;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Notifications;

/// <summary>Mail to a server that speaks SMTP over sockets.</summary>
public sealed class EmailTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>, IAsyncLifetime
{
    private PortalBrowser _admin = null!;
    private HttpsReceiver _outside = null!;

    public async ValueTask InitializeAsync()
    {
        _outside = await app.ReceiverAsync();
        _admin = await app.SignInAsync(app.Demo.Admin);
    }

    [Theory]
    [InlineData("starttls")]
    [InlineData("implicit")]
    public async Task What_waits_and_where_it_is_wanted_how_it_ended_comes_over_TLS_to_everybody(string tls)
    {
        await using var server = new SmtpListener(tls == "implicit");
        await _admin.AddChannelAsync("email", Settings(server, tls, followUp: true), new { password = "right" }, ["approvals"]);
        var held = await app.HoldAsync();
        await app.UntilAsync(() => server.Mails.Count == 1);
        Assert.True(server.Mails.TryPeek(out var mail));
        Assert.Equal(("gate@acme.example", true, "gate"), (mail.From, mail.Secure, mail.SignedIn));
        Assert.Equal(["soc@acme.example", "boss@acme.example"], mail.To);
        var read = Read(mail);
        Assert.Equal("[SaaSGate] crm-export waits for a decision (high)", read.Subject);
        Assert.Contains($"/approvals/{held}", read.TextBody, StringComparison.Ordinal);
        Assert.Contains("Export all customers", read.TextBody, StringComparison.Ordinal);

        using var reviewer = await app.SignInAsync(app.Demo.Reviewer);
        await reviewer.DecideAsync(held.Value, "deny");
        await app.UntilAsync(() => server.Mails.Count == 2);
        var second = Read(server.Mails.Last());
        Assert.Contains("crm-export: denied by", second.Subject, StringComparison.Ordinal);
        Assert.Equal(read.References, second.References);
        Assert.NotEqual(read.MessageId, second.MessageId);
    }

    [Fact]
    public async Task A_wrong_password_a_recipient_nobody_knows_and_a_strange_certificate_are_told()
    {
        await using var server = new SmtpListener(implicitTls: false);
        var wrong = await _admin.AddChannelAsync("email", Settings(server, "starttls"), new { password = "wrong" });
        Assert.StartsWith("It let nobody in", await TestAsync(wrong), StringComparison.Ordinal);

        var right = await _admin.AddChannelAsync("email", Settings(server, "starttls"), new { password = "right" });
        server.RefuseRecipients = "550 5.1.1 nobody";
        Assert.StartsWith("It answered 550", await TestAsync(right), StringComparison.Ordinal);

        await using var stranger = new SmtpListener(implicitTls: true);
        var other = await _admin.AddChannelAsync(
            "email", new { host = "localhost", port = stranger.Port, tls = "implicit", from = "a@b.example", to = new[] { "c@d.example" }, authority = server.Certificate.ExportCertificatePem() },
            new { });
        Assert.NotNull(await TestAsync(other));
        Assert.Empty(stranger.Mails);
    }

    [Theory]
    [InlineData("soc@acme.example\r\nBcc: evil@evil.example")]
    [InlineData("Soc <soc@acme.example>")]
    [InlineData("soc@acme.example, evil@evil.example")]
    [InlineData("soc")]
    [InlineData("<soc@acme.example>")]
    public async Task What_is_no_bare_address_is_refused(string to)
    {
        var settings = new { host = "localhost", port = 25, tls = "starttls", from = "a@b.example", to = new[] { to } };
        var refused = await _admin.ExpectAsync(HttpStatusCode.BadRequest, HttpMethod.Post, "channels", Channels.ChannelBody("mail", "email", settings, new { }));
        Assert.NotNull(refused!["errors"]!["settings.to"]);
    }

    public async ValueTask DisposeAsync()
    {
        await app.ForgetChannelsAsync();
        await _outside.DisposeAsync();
        _admin.Dispose();
    }

    private static object Settings(SmtpListener server, string tls, bool followUp = false) => new
    {
        host = "localhost",
        port = server.Port,
        tls,
        userName = "gate",
        from = "gate@acme.example",
        to = new[] { "soc@acme.example", "boss@acme.example" },
        authority = server.Certificate.ExportCertificatePem(),
        followUp,
    };

    private async Task<string?> TestAsync(string channel) => (string?)(await _admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, $"channels/{channel}/test"))!["error"];

    private static MimeMessage Read(ReceivedMail mail)
    {
        using var data = new MemoryStream(Encoding.UTF8.GetBytes(mail.Data));
        return MimeMessage.Load(data, TestContext.Current.CancellationToken);
    }
}
