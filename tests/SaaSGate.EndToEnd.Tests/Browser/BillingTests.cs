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
        ("SaaSGate__Billing__SecretKey", StripeStandIn.SecretKey), ("SaaSGate__Billing__WebhookSecret", _stripe.WebhookSecret), ("SaaSGate__Billing__ApiBase", _stripe.Address.AbsoluteUri),
    ];

    [Fact]
    public async Task A_plan_is_chosen_and_paid_for_and_a_limit_lifts()
    {
        // 1. The operator brings the plans to Stripe: first looks, then does, then nothing is left to do.
        Assert.Contains("+ product saasgate_team", await OperateAsync("billing", "sync", "--dry-run"), StringComparison.Ordinal);
        Assert.Contains("changed.", await OperateAsync("billing", "sync"), StringComparison.Ordinal);
        Assert.Equal("Stripe has the plans as they are.", (await OperateAsync("billing", "sync")).Trim());

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

        // 4. A plan is chosen in one tab; another watches.
        var watching = await admin.AnotherAsync("/settings/billing");
        await admin.OpenAsync("/settings/billing");
        await page.GetByLabel("Seats").FillAsync("5");
        await page.GetByTestId("choose-team").ClickAsync();
        await page.WaitForURLAsync(address => address.StartsWith(_stripe.Address.AbsoluteUri, StringComparison.Ordinal));
        await Expect(page.GetByText("5 × Seat")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Subscribe" }).ClickAsync();
        await Expect(page.GetByTestId("billing-plan")).ToHaveTextAsync("Team");
        await Expect(page.GetByTestId("billing-status")).ToHaveTextAsync("trialing");
        await Expect(watching.GetByTestId("billing-plan")).ToHaveTextAsync("Team");
        await Expect(watching.GetByTestId("limit-skills")).ToContainTextAsync("3 of 25");
        await Expect(watching.GetByTestId("limit-people")).ToContainTextAsync("of 5");
        await Expect(page.GetByTestId("invoices")).ToContainTextAsync("upcoming");
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
