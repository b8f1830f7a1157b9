using System.Text;
using Microsoft.Playwright;
using SaaSGate.EndToEnd.Tests.Dev;
using SaaSGate.TestKit;
using SaaSGate.TestKit.Payments;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>Who pays, before a Stripe that is real but for the money.</summary>
public sealed class BillingTests : IAsyncLifetime
{
    private readonly SocketsHttpHandler _sockets = new() { UseProxy = false };
    private StripeStandIn _stripe = null!;
    private DemoStack _stack = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _http = new(_sockets, disposeHandler: false);
        _stripe = await StripeStandIn.StartAsync(TimeProvider.System);
        _stripe.Webhook = SendAsync;
        _stack = new() { Environment = Settings };
        await _stack.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stack.DisposeAsync();
        await _stripe.DisposeAsync();
        _http.Dispose();
        _sockets.Dispose();
    }

    private (string Name, string Value)[] Settings =>
    [
        ("SaaSGate__Billing__SecretKey", StripeStandIn.SecretKey), ("SaaSGate__Billing__WebhookSecret", _stripe.WebhookSecret), ("SaaSGate__Billing__ApiBase", _stripe.Address.AbsoluteUri), ("SaaSGate__Billing__AutomaticTax", "true"),
    ];

    [Fact]
    public async Task A_plan_is_chosen_and_paid_for_and_a_limit_lifts()
    {
        // 1. The operator brings the plans to Stripe: first looks, then does, then nothing is left to do.
        Assert.Contains("+ product saasgate_team", await OperateAsync("billing", "sync", "--dry-run"), StringComparison.Ordinal);
        Assert.Contains("changed.", await OperateAsync("billing", "sync"), StringComparison.Ordinal);
        Assert.Equal("Stripe has the plans as they are.", (await OperateAsync("billing", "sync")).Trim());
        await _stripe.AddCodeAsync("LAUNCH", "Launch", 10, null, "forever");

        // 2. Free, and what it allows.
        await using var admin = await _stack.SignInAsync("admin", height: 1500);
        var page = admin.Page;
        await admin.OpenAsync("/settings/billing");
        await Expect(page.GetByTestId("billing-plan")).ToHaveTextAsync("Free");
        await Expect(page.GetByTestId("limit-skills")).ToContainTextAsync("3 of 2");
        await Expect(page.GetByText("No invoice yet")).ToBeVisibleAsync();
        await admin.ShotAsync("billing-free");

        // 3. One more does not fit, and the problem says what to do.
        await admin.OpenAsync("/skills");
        await AddSkillAsync(page, "invoice-reader");
        await Expect(page.Locator("[data-testid=problem][data-code=plan_limit]")).ToContainTextAsync("The plan Free allows 2 skills.");
        await admin.ShotAsync("billing-limit");

        // The youngest is beyond the plan: it says so, what that means, and where to go.
        await admin.OpenAsync("/skills");
        var youngest = page.GetByTestId("skill-row").Filter(new() { HasText = "Read-only" });
        await Expect(youngest).ToHaveCountAsync(1);
        await youngest.ClickAsync();
        await Expect(page.GetByTestId("beyond-plan")).ToContainTextAsync("its keys rotated");
        await admin.ShotAsync("billing-read-only");
        var name = await youngest.Locator("strong").InnerTextAsync();
        await page.GetByTestId("beyond-plan").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.GetByTestId("billing-beyond")).ToContainTextAsync(name);

        // Bodies go by the plan, and the page says so.
        await admin.OpenAsync("/settings/retention");
        await Expect(page.GetByTestId("retention-plan")).ToContainTextAsync("The plan Free keeps bodies for 7 days, so bodies of what begins now go after 7, not 30.");
        await admin.ShotAsync("billing-retention");

        // 4. A plan is chosen in one tab; another watches.
        var watching = await admin.AnotherAsync("/settings/billing");
        await admin.OpenAsync("/settings/billing");
        await page.GetByLabel("Seats").FillAsync("5");
        await page.GetByTestId("choose-team").ClickAsync();
        await page.WaitForURLAsync(address => address.StartsWith(_stripe.Address.AbsoluteUri, StringComparison.Ordinal));
        await Expect(page.GetByText("5 × Seat")).ToBeVisibleAsync();
        await page.GetByLabel("Promotion code").FillAsync("LAUNCH");
        await page.GetByLabel("Tax ID").FillAsync("DE123456789");
        await page.GetByRole(AriaRole.Button, new() { Name = "Subscribe" }).ClickAsync();
        await Expect(page.GetByTestId("billing-plan")).ToHaveTextAsync("Team");
        await Expect(page.GetByTestId("billing-status")).ToHaveTextAsync("trialing");
        await Expect(watching.GetByTestId("billing-plan")).ToHaveTextAsync("Team");
        await Expect(watching.GetByTestId("limit-skills")).ToContainTextAsync("3 of 25");
        await Expect(watching.GetByTestId("limit-people")).ToContainTextAsync("of 5");
        await Expect(page.GetByTestId("invoices")).ToContainTextAsync("upcoming");
        await Expect(page.GetByTestId("invoice-discount").First).ToHaveTextAsync("Launch-€14.50");
        await Expect(page.GetByTestId("invoice-tax").First).ToHaveTextAsync("Tax€24.80");
        await Expect(page.GetByTestId("invoice-tax-id").First).ToContainTextAsync("DE123456789");
        await Expect(page.GetByTestId("billing-beyond")).ToHaveCountAsync(0);
        await admin.ShotAsync("billing-team");

        // 5. The limit has lifted.
        await admin.OpenAsync("/skills");
        await AddSkillAsync(page, "invoice-reader");
        await Expect(page.GetByTestId("skill-row").Filter(new() { HasText = "invoice-reader" })).ToBeVisibleAsync();

        // 6. At Stripe's own page it ends; here it says when.
        await admin.OpenAsync("/settings/billing");
        await page.GetByTestId("manage-billing").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel now" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Back" }).ClickAsync();
        await Expect(page.GetByTestId("billing-plan")).ToHaveTextAsync("Free");
        await Expect(page.Locator("[data-testid=billing-notice][data-name=over_limits]")).ToBeVisibleAsync();
        await Expect(watching.GetByTestId("limit-skills")).ToContainTextAsync("4 of 2");
        await admin.ShotAsync("billing-over");

        // 7. Who pays nothing and sees nothing of it has no way there.
        await using var reviewer = await _stack.SignInAsync("reviewer");
        await reviewer.OpenAsync("/");
        await Expect(reviewer.Page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" })).ToContainTextAsync("Approvals");
        await Expect(reviewer.Page.GetByRole(AriaRole.Link, new() { Name = "Billing" })).ToHaveCountAsync(0);

        // 8. What Stripe could not count is the operator's to see, until it is settled.
        await _stripe.RefuseUseAsync("use_unknown");
        var listed = "";
        await Bounded.UntilAsync(async () => (listed = await OperateAsync("billing", "events")).Contains("could not count 1 events of use, of no organisation (no_meter)", StringComparison.Ordinal));
        await OperateAsync("billing", "events", "--settle", listed.Split(' ')[0]);
        Assert.Equal("", await OperateAsync("billing", "events"));
        Assert.Contains("Stripe counted what was sent", await OperateAsync("billing", "report"), StringComparison.Ordinal);
    }

    private static async Task AddSkillAsync(IPage page, string name)
    {
        await page.GetByTestId("new-skill").First.ClickAsync();
        var form = page.GetByTestId("new-skill-form");
        await form.GetByLabel("Name").FillAsync(name);
        await form.GetByLabel("Purpose").FillAsync("Reads invoices that come by mail");
        await Expect(form.GetByRole(AriaRole.Combobox, new() { Name = "Connection" })).ToHaveValueAsync("claude");
        await page.GetByTestId("new-skill-submit").ClickAsync();
    }

    private async Task<string> OperateAsync(params string[] command)
    {
        using var process = SaaSGateProcess.Start(
            command, [.. Settings, ("SaaSGate__Database__App", _stack.Postgres), ("SaaSGate__Database__Platform", _stack.Postgres), ("SaaSGate__Vault__KeyFile", "unused")]);
        var (exitCode, output, progress) = await process.EndAsync();
        Assert.True(exitCode == 0, progress);
        return output;
    }

    /// <summary>Posts an event as Stripe does.</summary>
    private async Task<bool> SendAsync(string body, string signature)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        content.Headers.Add("Stripe-Signature", signature);
        using var answer = await _http.PostAsync(new Uri(_stack.Portal, "/webhooks/stripe"), content, Bounded.Cancellation);
        return answer.IsSuccessStatusCode;
    }
}
