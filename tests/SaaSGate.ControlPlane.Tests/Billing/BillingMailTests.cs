using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using SaaSGate.ControlPlane.Billing;
using SaaSGate.ControlPlane.Connections;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.TestKit;
using SaaSGate.TestKit.Payments;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Billing;

/// <summary>Who pays late is told by mail: from Stripe over the account, the feed and a channel to a server that speaks SMTP.</summary>
public sealed class BillingMailTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>, IAsyncLifetime
{
    private const string BadCard = "4000000000000341", GoodCard = "4242424242424242", Late = "A payment is late, and its grace period is over";

    // At Stripe a life of two months went by until now.
    private readonly FakeTimeProvider _then = new(TimeProvider.System.GetUtcNow().AddDays(-60));
    private HttpsReceiver _outside = null!;

    public async ValueTask InitializeAsync() => _outside = await app.ReceiverAsync();

    public async ValueTask DisposeAsync()
    {
        await app.ForgetChannelsAsync();
        await app.RunAsync("delete from tenant.plan_limits");
        await _outside.DisposeAsync();
    }

    [Fact]
    public async Task A_late_payment_and_that_it_is_settled_come_by_mail_to_channels_that_ask_for_it_once_each()
    {
        await using var stripe = await StripeStandIn.StartAsync(_then);
        await using var server = new SmtpListener(implicitTls: false);
        await using var host = app.Another(
            ("SaaSGate:Billing:SecretKey", StripeStandIn.SecretKey), ("SaaSGate:Billing:WebhookSecret", stripe.WebhookSecret), ("SaaSGate:Billing:ApiBase", stripe.Address.AbsoluteUri));
        host.Services.GetRequiredService<IOptions<ConnectionOptions>>().Value.AllowPrivateUpstreams = true;
        await host.StartAsync(TestContext.Current.CancellationToken);
        await BillingDesk.Of(host.Services).SyncAsync(dryRun: false, TestContext.Current.CancellationToken);
        using (var admin = new PortalBrowser(host.Portal))
        {
            await admin.SignInAsync(app.Demo.Admin.Email, app.Demo.Admin.Password);
            Assert.True((bool)(await admin.GetAsync("session"))!["billing"]!);
            await admin.AddChannelAsync("email", Settings(server, "books@acme.example"), new { password = "right" }, ["billing"]);
            await admin.AddChannelAsync("email", Settings(server, "soc@acme.example"), new { password = "right" }, ["approvals", "decisions", "escalations", "locks", "incidents", "skills"]);

            // Somebody subscribes with a card that never pays; the trial ends, and so does the grace period.
            var page = (string)(await admin.ExpectAsync(HttpStatusCode.OK, HttpMethod.Post, "billing/checkout", new { plan = "team", seats = 50 }))!["url"]!;
            await stripe.PayAsync(page[(page.LastIndexOf('/') + 1)..], BadCard);
            while (await stripe.NextAsync() is { } next && next <= TimeProvider.System.GetUtcNow())
            {
                _then.SetUtcNow(next);
                await stripe.TurnAsync();
            }

            await admin.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Post, "billing/refresh");
            await admin.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Post, "billing/refresh");

            // It is paid.
            var customer = (string)(await stripe.ListAsync("customer"))[0]["id"]!;
            await stripe.SetCardAsync(customer, GoodCard);
            await stripe.PayOpenAsync(customer);
            await admin.ExpectAsync(HttpStatusCode.NoContent, HttpMethod.Post, "billing/refresh");
        }

        // One control plane is left, which sends what the other has not.
        await host.StopAsync(CancellationToken.None);
        await app.UntilAsync(() => Telling(server, "Nothing is owed any more").Count > 0 && Telling(server, Late).Count > 0);
        await app.SendAsync();
        Assert.Single(Telling(server, "Nothing is owed any more"));
        var late = Assert.Single(Telling(server, Late));
        Assert.StartsWith("[SaaSGate] About the payment of ", late.Subject, StringComparison.Ordinal);
        Assert.Contains("/settings/billing", late.TextBody, StringComparison.Ordinal);
        Assert.All(server.Mails, mail => Assert.Equal(["books@acme.example"], mail.To));
    }

    [Fact]
    public async Task The_page_counts_all_that_could_not_be_handled()
    {
        await using var stripe = await StripeStandIn.StartAsync(_then);
        await using var host = app.Another(
            ("SaaSGate:Billing:SecretKey", StripeStandIn.SecretKey), ("SaaSGate:Billing:WebhookSecret", stripe.WebhookSecret), ("SaaSGate:Billing:ApiBase", stripe.Address.AbsoluteUri));
        await host.StartAsync(TestContext.Current.CancellationToken);
        await app.RunAsync(
            """
            insert into platform.stripe_events (id, type, organisation_id, created_at, received_at, state)
            select 'evt_parked_' || n, 'customer.updated', $1, now(), now(), 'parked' from generate_series(1, 120) n
            """, Scenes.Acme.Value);
        using (var admin = new PortalBrowser(host.Portal))
        {
            await admin.SignInAsync(app.Demo.Admin.Email, app.Demo.Admin.Password);
            Assert.Equal(120, (int)(await admin.GetAsync("billing"))!["parked"]!);
        }

        await app.RunAsync("delete from platform.stripe_events where id like 'evt_parked_%'");
        await host.StopAsync(CancellationToken.None);
    }

    /// <summary>
    /// Mails with a text. On the way there may be others: what the account was when it was looked at in between. One that the leaving control plane was sending comes again, as the
    /// same mail.
    /// </summary>
    private static List<MimeMessage> Telling(SmtpListener server, string text) =>
        [.. server.Mails.Select(Read).Where(mail => mail.TextBody!.Contains(text, StringComparison.Ordinal)).DistinctBy(mail => mail.MessageId)];

    private static object Settings(SmtpListener server, string to) => new
    {
        host = "localhost",
        port = server.Port,
        tls = "starttls",
        userName = "gate",
        from = "gate@acme.example",
        to = new[] { to },
        authority = server.Certificate.ExportCertificatePem(),
        followUp = false,
    };

    private static MimeMessage Read(ReceivedMail mail)
    {
        using var data = new MemoryStream(Encoding.UTF8.GetBytes(mail.Data));
        return MimeMessage.Load(data, TestContext.Current.CancellationToken);
    }
}
