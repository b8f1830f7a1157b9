using System.Text;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Http;

/// <summary>What raises the problems of plans and payment.</summary>
internal sealed class BillingProblems(ControlPlaneFixture app)
{
    public Dictionary<Problem, Func<PortalBrowser, Task>> Raising => new()
    {
        [PortalProblems.PlanLimit] = admin => LimitedAsync("values ($1, 'free', 0, false)", async () => await admin.RefusedAsync(PortalProblems.PlanLimit, HttpMethod.Post, "skills", await SkillAsync())),
        [PortalProblems.PaymentLate] = admin => LimitedAsync("values ($1, 'team', null, true)", async () => await admin.RefusedAsync(PortalProblems.PaymentLate, HttpMethod.Post, "skills", await SkillAsync())),
        [PortalProblems.PlanExcess] = admin => LimitedAsync("values ($1, 'free', 0, false)", async () =>
        {
            using var read = await admin.SendAsync(HttpMethod.Get, $"skills/{app.Demo.Skills[0].Id}");
            await admin.RefusedAsync(PortalProblems.PlanExcess, HttpMethod.Patch, $"skills/{app.Demo.Skills[0].Id}", new { purpose = "Another one" }, read.Headers.ETag!.Tag);
        }),
        [PortalProblems.BillingOff] = admin => admin.RefusedAsync(PortalProblems.BillingOff, HttpMethod.Post, "billing/checkout", new { plan = "team", seats = 5 }),
        [PortalProblems.PlanNotSold] = _ => PayingAsync(browser => browser.RefusedAsync(PortalProblems.PlanNotSold, HttpMethod.Post, "billing/checkout", new { plan = "free", seats = 100 })),
        [PortalProblems.StripeUnreachable] = _ => PayingAsync(browser => browser.RefusedAsync(PortalProblems.StripeUnreachable, HttpMethod.Post, "billing/checkout", new { plan = "team", seats = 100 })),
        [PortalProblems.StripeVersion] = _ => PayingAsync(async browser =>
        {
            const string Event = """{"api_version":"2020-08-27"}""";
            using var content = new StringContent(Event, Encoding.UTF8, "application/json");
            content.Headers.Add("Stripe-Signature", Stripe.EventUtility.GenerateSignatureHeader(Event, "whsec_x", TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()));
            using var answer = await browser.Http.PostAsync(new Uri(browser.Portal, "/webhooks/stripe"), content, TestContext.Current.CancellationToken);
            await PortalBrowser.RefusedAsync(PortalProblems.StripeVersion, answer);
        }),
    };

    /// <summary>While acme may have no more than that: plan, skills, and whether growth is stopped.</summary>
    private async Task LimitedAsync(string values, Func<Task> work)
    {
        await app.RunAsync($"insert into tenant.plan_limits (organisation_id, plan, skills, growth_stopped) {values}", Scenes.Acme.Value);
        await work();
        await app.RunAsync("delete from tenant.plan_limits where organisation_id = $1", Scenes.Acme.Value);
    }

    private async Task<object> SkillAsync() => new
    {
        name = $"s-{Guid.NewGuid():n}",
        purpose = "p",
        connectionId = await app.PeekAsync<string>("select id from tenant.connections where organisation_id = $1 limit 1", Scenes.Acme.Value),
    };

    /// <summary>Beside a control plane that takes payment, by a Stripe that nobody can reach.</summary>
    private async Task PayingAsync(Func<PortalBrowser, Task> work)
    {
        await using var host = app.Another(("SaaSGate:Billing:SecretKey", "sk_x"), ("SaaSGate:Billing:WebhookSecret", "whsec_x"), ("SaaSGate:Billing:ApiBase", "http://127.0.0.1:1"), ("SaaSGate:Billing:Retries", "0"));
        await host.StartAsync(TestContext.Current.CancellationToken);
        using (var browser = new PortalBrowser(host.Portal))
        {
            await browser.SignInAsync(app.Demo.Admin.Email, app.Demo.Admin.Password);
            await work(browser);
        }

        await host.StopAsync(CancellationToken.None);
        await app.RunAsync("delete from tenant.plan_limits where organisation_id <> $1 or organisation_id = $1", Scenes.Acme.Value);
    }
}
