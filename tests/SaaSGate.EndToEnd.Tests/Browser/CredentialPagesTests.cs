using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using SaaSGate.TestKit;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>What an administrator does with credentials of skills: clients of the token service, keys, issuers that are trusted.</summary>
[Collection(DemoCollection.Name)]
public sealed class CredentialPagesTests(DemoStack stack)
{
    [Fact]
    public async Task An_API_token_is_made_shown_once_used_and_revoked()
    {
        await using var viewer = await stack.SignInAsync("admin");
        var page = viewer.Page;
        await viewer.OpenAsync("/settings/tokens");
        await page.GetByTestId("new-token").ClickAsync();
        var form = page.GetByTestId("token-form");
        await form.GetByLabel("What it is for").FillAsync("Nightly export of a test");
        await form.GetByTestId("scope-audit").CheckAsync();
        await viewer.ShotAsync("token-form");

        // A session that is older shows once more who it is, and it goes on.
        await stack.AgeSignInsAsync();
        await form.GetByTestId("create-token").ClickAsync();
        await viewer.StepUpAsync(stack.Password("admin"));
        var token = await page.GetByTestId("made-token-value").InnerTextAsync();
        var row = page.GetByTestId("token").Filter(new() { HasText = "Nightly export of a test" });
        await Expect(row).ToContainTextAsync("usable");
        await Expect(row).ToContainTextAsync("Audit");
        await viewer.LookAsync("tokens");

        // It does what it is for and nothing else, until it is revoked.
        using (var api = new Dev.ManagementApi(new(stack.Terminal.Address + "/"), token))
        {
            await api.GetAsync("audit");
            await Assert.ThrowsAsync<InvalidOperationException>(() => api.PostAsync("locks", []));
            await page.GetByTestId("made-token").GetByText("Done").ClickAsync();
            Assert.DoesNotContain(token, await page.ContentAsync(), StringComparison.Ordinal);
            await row.GetByTestId("revoke-token").ClickAsync();
            await row.GetByTestId("revoke-token-confirm").ClickAsync();
            await Expect(row).ToContainTextAsync("revoked");
            Assert.Contains("401", (await Assert.ThrowsAsync<InvalidOperationException>(() => api.GetAsync("audit"))).Message, StringComparison.Ordinal);
        }

        // One that has run out says so, and there is nothing to revoke.
        Assert.Equal(1, await stack.RunAsync("update tenant.api_tokens set revoked_at = null, expires_at = now() where name = 'Nightly export of a test'"));
        await page.ReloadAsync();
        await Expect(row.GetByText("expired")).ToHaveCountAsync(2);
        await Expect(row.GetByTestId("revoke-token")).ToHaveCountAsync(0);
        await viewer.ShotAsync("tokens-expired");
    }

    [Fact]
    public async Task A_connection_is_registered_and_removed_with_its_credential()
    {
        await using var viewer = await stack.SignInAsync("admin");
        var page = viewer.Page;
        await viewer.OpenAsync("/connections");
        await page.GetByTestId("new-connection").ClickAsync();
        var form = page.GetByTestId("new-connection-form");
        await form.GetByLabel("Name").FillAsync("claude-staging");
        await form.GetByLabel("Claude API key").FillAsync("sk-ant-staging-0007");
        await viewer.ShotAsync("new-connection");
        await form.GetByTestId("new-connection-submit").ClickAsync();
        var (panel, rows) = (page.GetByTestId("credential-panel"), page.GetByTestId("connections").GetByRole(AriaRole.Row));
        await Expect(panel).ToContainTextAsync("…0007");
        await Expect(rows.Filter(new() { HasText = "claude-staging" })).ToHaveCountAsync(1);
        Assert.DoesNotContain("sk-ant-staging-0007", await page.ContentAsync(), StringComparison.Ordinal);

        // It goes with its credential; one that skills use says which.
        await panel.GetByTestId("remove-connection").ClickAsync();
        await viewer.LookAsync("remove-connection");
        await panel.GetByTestId("remove-connection-confirm").ClickAsync();
        await Expect(rows.Filter(new() { HasText = "claude-staging" })).ToHaveCountAsync(0);
        await page.GetByTestId("open-credential").First.ClickAsync();
        await panel.GetByTestId("remove-connection").ClickAsync();
        await panel.GetByTestId("remove-connection-confirm").ClickAsync();
        await Expect(panel).ToContainTextAsync("Skills:");
        await Expect(panel).ToContainTextAsync("crm-export");
        await viewer.ShotAsync("connection-in-use");
    }

    [Fact]
    public async Task A_client_is_made_its_token_calls_Claude_and_it_is_revoked()
    {
        var skill = stack.Skill("report-writer");
        await using var viewer = await stack.SignInAsync("admin");
        var page = viewer.Page;
        await viewer.OpenAsync($"/skills/{skill.Id}");
        await page.GetByTestId("new-client").ClickAsync();
        await page.GetByTestId("new-client-submit").ClickAsync();
        var made = page.GetByTestId("new-client-made");
        await Expect(made).ToBeVisibleAsync();
        var (client, secret, address) = (
            await page.GetByTestId("made-client_id").InnerTextAsync(), await page.GetByTestId("made-client_secret").InnerTextAsync(),
            await page.GetByTestId("made-Token address").InnerTextAsync());
        await viewer.LookAsync("skill-credentials");

        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = client, ["client_secret"] = secret });
        using var answer = await stack.Http.PostAsync(new Uri(address), form, Bounded.Cancellation);
        var token = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Bounded.Cancellation))!["access_token"]!;
        await Bounded.UntilAsync(async () => await CallAsync(token) == HttpStatusCode.OK);
        await page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await page.ReloadAsync();
        await Expect(page.GetByTestId("client-row").First).ToContainTextAsync(client[^6..]);
        Assert.DoesNotContain(secret, await page.ContentAsync(), StringComparison.Ordinal);
        await page.GetByTestId("revoke-client").First.ClickAsync();
        await page.GetByTestId("revoke-client-confirm").ClickAsync();
        await Expect(page.GetByTestId("client-row").First).ToContainTextAsync("Revoked");
        await Bounded.UntilAsync(async () => await CallAsync(token) is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_issuer_is_trusted_and_mapped_to_a_skill_which_says_so()
    {
        var skill = stack.Skill("ticket-triage");
        await using var viewer = await stack.SignInAsync("admin");
        var page = viewer.Page;
        await viewer.OpenAsync("/settings/issuers");
        await viewer.LookAsync("issuers-none");
        await page.GetByTestId("new-issuer").ClickAsync();
        var trust = page.GetByTestId("new-issuer-form");
        await trust.GetByRole(AriaRole.Textbox, new() { Name = "Name" }).FillAsync("GitHub Actions");
        await trust.GetByRole(AriaRole.Textbox, new() { Name = "Issuer" }).FillAsync("https://idp.invalid");
        await viewer.LookAsync("issuer-new");
        await page.GetByTestId("new-issuer-submit").ClickAsync();
        await Expect(page.GetByTestId("issuer")).ToContainTextAsync("none yet: its tokens are refused");
        await page.GetByTestId("map-issuer").ClickAsync();
        var form = page.GetByTestId("map-issuer-form");
        await viewer.ChooseAsync(form.GetByLabel("They stand for").First, "ticket-triage");
        await form.GetByLabel("Value").First.FillAsync("repo:acme/app:ref:refs/heads/main");
        await page.GetByTestId("map-issuer-submit").ClickAsync();
        await Expect(page.GetByTestId("mapping")).ToContainTextAsync("ticket-triage");
        await viewer.LookAsync("issuers");
        await viewer.OpenAsync($"/skills/{skill.Id}");
        await Expect(page.GetByTestId("issuer-mapping")).ToContainTextAsync("sub = repo:acme/app:ref:refs/heads/main");
    }

    private async Task<HttpStatusCode> CallAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(stack.Gateway, "/v1/messages"))
        {
            Content = new StringContent("""{"model":"claude-sonnet-4-5","max_tokens":20,"messages":[{"role":"user","content":"Hello"}]}""", Encoding.UTF8, "application/json"),
            Headers = { { "Authorization", $"Bearer {token}" }, { "anthropic-version", "2023-06-01" } },
        };
        using var answer = await stack.Http.SendAsync(request, Bounded.Cancellation);
        return answer.StatusCode;
    }
}
