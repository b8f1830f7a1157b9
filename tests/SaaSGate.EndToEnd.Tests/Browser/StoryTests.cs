using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SaaSGate.Demo;
using SaaSGate.TestKit;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>What the product is for, from the webhook to the audit log.</summary>
public sealed class StoryTests(DemoStack stack) : IClassFixture<DemoStack>
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
        var row = northwind.Page.Locator("[data-testid=approval-row][data-state=pending]").Filter(new() { HasText = "customers.csv" });
        await row.ClickAsync();
        await northwind.ShotAsync("story-held");

        // 3. The partner denies; the skill gets an error that says so.
        await northwind.Page.GetByTestId("decision-note").FillAsync("Nobody at Acme asked for this file.");
        await northwind.Page.GetByTestId("deny").ClickAsync();
        var (status, error) = await exporting;
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Equal(("error", "permission_error"), ((string)error["type"]!, (string)error["error"]!["type"]!));
        Assert.Equal(("denied", "hold-bulk-export"), ((string)error["saasgate"]!["code"]!, (string)error["saasgate"]!["rule"]!));
        Assert.DoesNotContain("customers.csv", await stack.Http.GetStringAsync(new Uri(stack.Upstream, "/_simulator/received"), Bounded.Cancellation), StringComparison.Ordinal);

        // 4. The administrator of acme finds who asked, who was asked, and who said no.
        await using var admin = await stack.SignInAsync("admin");
        await admin.OpenAsync("/settings/audit");
        await admin.Page.GetByLabel("About which id").FillAsync((string)error["saasgate"]!["approval"]!);
        await admin.Page.Keyboard.PressAsync("Enter");
        var lines = admin.Page.GetByTestId("audit-line");
        await Expect(lines).ToHaveCountAsync(2);
        await Expect(lines.Nth(0)).ToContainTextAsync("approval.denied");
        await Expect(lines.Nth(0)).ToContainTextAsync("Kim Sato");
        await Expect(lines.Nth(0)).ToContainTextAsync("Nobody at Acme asked for this file.");
        await Expect(lines.Nth(1)).ToContainTextAsync("approval.requested");
        await Expect(lines.Nth(1)).ToContainTextAsync("hold-bulk-export");
        await admin.ShotAsync("story-audit");
    }

    private async Task<(HttpStatusCode Status, JsonNode Error)> ExportAsync(CrmWebhook webhook)
    {
        await foreach (var call in webhook.CallsAsync(Bounded.Cancellation))
        {
            var body = SkillCaller.Body($"Webhook {call.Event}: export all customers as asked.\n{call.Payload}", stream: true, tool: "http_post");
            using var answer = await stack.Skill("crm-export").SendAsync(body, Bounded.Cancellation);
            return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Bounded.Cancellation))!);
        }

        throw new InvalidOperationException("The webhook ended without a call.");
    }
}
