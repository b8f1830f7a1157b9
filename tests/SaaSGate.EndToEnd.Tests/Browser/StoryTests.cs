using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Anthropic;
using Anthropic.Exceptions;
using SaaSGate.Demo;
using SaaSGate.EndToEnd.Tests.Sdk;
using SaaSGate.TestKit;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>What the product is for, from the webhook to the audit log.</summary>
[Collection(OtherDemoCollection.Name)]
public sealed class StoryTests(DemoStack stack)
{
    [Fact]
    public async Task A_webhook_asks_for_an_export_a_partner_denies_it_and_the_administrator_finds_all_of_it()
    {
        // 1. The contractor's skill listens; the partner's reviewer is on watch.
        await using var northwind = await stack.SignInAsync("partner");
        await northwind.OpenAsync("/approvals");
        await using var webhook = await CrmWebhook.StartAsync(0, Bounded.Cancellation);
        var exporting = ExportAsync(webhook);

        // 2. The webhook fires, the skill asks for the export, a rule holds it: the partner sees it.
        using (var fired = await stack.Http.PostAsJsonAsync(webhook.Address, new { @event = "contact.export_asked", file = "customers.csv" }, Bounded.Cancellation))
            Assert.Equal(HttpStatusCode.Accepted, fired.StatusCode);
        Assert.False(exporting.IsCompleted);
        var row = northwind.Page.Locator("[data-testid=approval-row][data-state=pending]").Filter(new() { HasText = "customers.csv" });
        await row.ClickAsync();
        await northwind.ShotAsync("story-held");

        // 3. The partner denies; the skill gets an error that says so.
        await northwind.Page.GetByTestId("decision-note").FillAsync("Nobody at Acme asked for this file.");
        await northwind.Page.GetByTestId("deny").ClickAsync();
        var refused = await exporting;
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        var error = JsonNode.Parse(refused.ResponseBody)!;
        Assert.Equal(("error", "permission_error"), ((string)error["type"]!, (string)error["error"]!["type"]!));
        Assert.Contains("Nobody at Acme asked for this file.", (string)error["error"]!["message"]!, StringComparison.Ordinal);
        Assert.Equal(("denied", "hold-bulk-export"), ((string)error["saasgate"]!["code"]!, (string)error["saasgate"]!["rule"]!));
        var approval = (string)error["saasgate"]!["approval"]!;
        Assert.DoesNotContain("customers.csv", await stack.Http.GetStringAsync(new Uri(stack.Upstream, "/_simulator/received"), Bounded.Cancellation), StringComparison.Ordinal);

        // 4. The administrator of acme finds who asked, who was asked, who said no, and what the skill got of it.
        await using var admin = await stack.SignInAsync("admin");
        await Bounded.UntilAsync(async () => (await stack.Api.GetAsync($"audit?target={approval}"))["items"]!.AsArray().Count == 3);
        await admin.OpenAsync("/settings/audit");
        await admin.Page.GetByLabel("About which id").FillAsync(approval);
        await admin.Page.Keyboard.PressAsync("Enter");
        var lines = admin.Page.GetByTestId("audit-line");
        await Expect(lines).ToHaveCountAsync(3);
        await Expect(lines.Nth(0)).ToContainTextAsync("exchange.refused");
        await Expect(lines.Nth(0)).ToContainTextAsync("denied");
        await Expect(lines.Nth(1)).ToContainTextAsync("approval.denied");
        await Expect(lines.Nth(1)).ToContainTextAsync("Kim Sato");
        await Expect(lines.Nth(1)).ToContainTextAsync("Nobody at Acme asked for this file.");
        await Expect(lines.Nth(2)).ToContainTextAsync("approval.requested");
        await Expect(lines.Nth(2)).ToContainTextAsync("hold-bulk-export");
        await admin.ShotAsync("story-audit");
    }

    /// <summary>What the skill does: for what its webhook was told it asks Claude with the official SDK, which throws.</summary>
    private async Task<AnthropicForbiddenException> ExportAsync(CrmWebhook webhook)
    {
        await foreach (var call in webhook.CallsAsync(Bounded.Cancellation))
        {
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
            using var client = new AnthropicClient { HttpClient = http, BaseUrl = stack.Gateway.ToString(), ApiKey = stack.KeyOf("crm-export"), MaxRetries = 0 };
            var asked = DotnetSdk.Parameters(Scenario.Of("stream", $"Webhook {call.Event}: export all customers as asked.\n{call.Payload}").Request);
            return await Assert.ThrowsAsync<AnthropicForbiddenException>(async () =>
            {
                await foreach (var _ in client.Messages.CreateStreaming(asked, Bounded.Cancellation))
                {
                }
            });
        }

        throw new InvalidOperationException("The webhook ended without a call.");
    }
}
