using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SaaSGate.ControlPlane.Billing;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.Postgres.Billing;
using SaaSGate.TestKit;
using SaaSGate.TestKit.Payments;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Billing;

public sealed class StripeWebhookTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private const int Organisations = 20, AtOnce = 8;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_of_many_are_taken_at_once_and_looked_into_a_few_at_a_time()
    {
        await using var stripe = await StripeStandIn.StartAsync(TimeProvider.System);
        await using var host = app.Another(
            ("SaaSGate:Billing:SecretKey", StripeStandIn.SecretKey), ("SaaSGate:Billing:WebhookSecret", stripe.WebhookSecret), ("SaaSGate:Billing:ApiBase", stripe.Address.AbsoluteUri));
        await host.StartAsync(Cancel);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var (api, accounts) = (host.Services.GetRequiredService<StripeApi>(), host.Services.GetRequiredService<BillingStore>());
        var customers = new List<string>();
        for (var number = 0; number < Organisations; number++)
        {
            var organisation = (await TestTenant.AddAsync(app.Database)).Organisation;
            customers.Add(await accounts.AddAsync(organisation, await api.CreateCustomerAsync(organisation, "Customer", Cancel), Cancel));
        }

        await Bounded.UntilAsync(async () => await CountAsync("tenant.billing_accounts where read_at is null") == 0);

        // Stripe answers nobody, and events are taken all the same.
        var (open, most, answers, gate) = (0, 0, new TaskCompletionSource(), new Lock());
        stripe.Faults.Waits = async gone =>
        {
            lock (gate)
                most = Math.Max(most, ++open);
            try
            {
                await answers.Task.WaitAsync(gone);
            }
            finally
            {
                lock (gate)
                    open--;
            }
        };
        await PostAsync("evt_wh_a");
        await Bounded.UntilAsync(() => Volatile.Read(ref open) == AtOnce);
        await PostAsync("evt_wh_b");
        Assert.Equal(2 * Organisations, await CountAsync("platform.stripe_events where id like 'evt_wh_%' and state = 'waiting'"));

        answers.SetResult();
        await Bounded.UntilAsync(async () => await CountAsync("platform.stripe_events where state = 'waiting'") == 0);
        Assert.Equal(AtOnce, most);
        await host.StopAsync(CancellationToken.None);

        async Task PostAsync(string id)
        {
            for (var number = 0; number < customers.Count; number++)
            {
                var body = $$"""
                    {"id":"{{id}}{{number}}","object":"event","api_version":"{{StripeStandIn.ApiVersion}}","type":"customer.updated","created":1790000000,"data":{"object":{"object":"customer","id":"{{customers[number]}}"} } }
                    """;
                using var content = new StringContent(body, Encoding.UTF8, "application/json");
                content.Headers.Add("Stripe-Signature", stripe.Sign(body, TimeProvider.System.GetUtcNow()));
                using var answer = await http.PostAsync(new Uri(host.Portal, "/webhooks/stripe"), content, Cancel);
                Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
            }
        }
    }

    private async Task<long> CountAsync(string of) => await app.PeekAsync<long>($"select count(*) from {of}");
}
