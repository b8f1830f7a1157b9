using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Npgsql;
using SaaSGate.EndToEnd.Tests.Dev;
using SaaSGate.TestKit;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>An identity provider is connected, somebody signs in by it, its directory provisions them and says that they have left: their stream stops, and an administrator reads what ended.</summary>
public sealed class OffboardingTests(DemoStack stack) : IClassFixture<DemoStack>
{
    private const string Address = "lou@lou.example", ClientId = "saasgate", ClientSecret = "a-secret-of-the-client-with-enough-letters";

    private static CancellationToken Cancellation => Bounded.Cancellation;

    [Fact]
    public async Task Somebody_signs_in_by_the_companys_provider_and_everything_ends_when_the_directory_deactivates_them()
    {
        await using var admin = await stack.SignInAsync("admin");
        var page = admin.Page;

        // 1. The administrator connects the provider, enters there what the portal says, and tries it.
        using var certificate = LocalCertificate.Create();
        var port = TestPorts.Free();
        await admin.OpenAsync("/settings/identity");
        await page.GetByTestId("new-provider").ClickAsync();
        var form = page.GetByTestId("provider-form");
        await Fill(form, "Name", "Acme sign-in");
        await Fill(form, "Issuer", $"https://localhost:{port}");
        await Fill(form, "Client id", ClientId);
        await form.GetByLabel("Client secret").FillAsync(ClientSecret);
        await Fill(form, "Scopes", "openid email profile groups");
        await Fill(form, "What groups may do", "soc: reviewer");
        await Fill(form, "Certificate authority", certificate.ExportCertificatePem());
        await admin.LookAsync("identity-provider-form");
        await page.GetByTestId("provider-submit").ClickAsync();
        var row = page.GetByTestId("provider");
        var redirect = await row.Locator("span.sg-mono", new() { HasText = "/sign-in/callback/" }).InnerTextAsync();
        await using var provider = await NodeScript.StartAsync("provider.mjs", "oidc-provider", new
        {
            port,
            certificate = certificate.ExportCertificatePem(),
            key = certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(),
            clients = new object[]
            {
                new { client_id = ClientId, client_secret = ClientSecret, redirect_uris = new[] { redirect }, response_types = new[] { "code" }, grant_types = new[] { "authorization_code" } },
            },
            people = new Dictionary<string, object> { [Address] = new { email = Address, email_verified = true, name = "Lou Leaver", groups = new[] { "soc" } } },
        });
        await page.GetByTestId("provider-test").ClickAsync();
        await Expect(page.GetByTestId("provider-tested")).ToContainTextAsync("It answers");
        await page.GetByTestId("provider-events").ClickAsync();
        await Expect(page.GetByTestId("stream-set-up")).ToBeVisibleAsync();
        await admin.LookAsync("identity-provider");

        // 2. Lou types an address of the company's domain, is sent to the provider, and comes back as a new member with what the group may do.
        await ProveDomainAsync();
        await using var lou = await page.Context.Browser!.NewContextAsync(new() { BaseURL = new Uri(page.Url).GetLeftPart(UriPartial.Authority), IgnoreHTTPSErrors = true });
        lou.SetDefaultTimeout(DemoStack.Patience);
        var portal = await lou.NewPageAsync();
        await portal.GotoAsync("/sign-in");
        await portal.GetByTestId("sign-in-email").FillAsync(Address);
        await Expect(portal.GetByTestId("sign-in-provider")).ToContainTextAsync("Continue with Acme sign-in");
        await portal.GetByTestId("sign-in-provider").ClickAsync();
        await Expect(portal.GetByTestId("home")).ToBeVisibleAsync();
        await Expect(portal.Locator("[data-testid=live-dot][data-state=live]")).ToBeVisibleAsync();

        // 3. The company's directory is connected: its token is shown once, beside the address. It provisions Lou and a group, and Lou answers for a skill.
        await admin.OpenAsync("/settings/directory");
        await page.GetByTestId("new-scim-token-form").GetByLabel("Name").FillAsync("Okta");
        await page.GetByTestId("create-scim-token").ClickAsync();
        var token = await page.GetByTestId("new-scim-token-value").TextContentAsync();
        var address = await page.GetByTestId("scim-address").TextContentAsync();
        await admin.ShotAsync("directory-token");
        using var scim = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new(address + "/") };
        scim.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var person = (string)(await SendAsync(scim, HttpMethod.Post, "Users", $$"""{"userName":"{{Address}}","displayName":"Lou Leaver","active":true}"""))["id"]!;
        var members = (await stack.Api.GetAsync("members"))["items"]!.AsArray();
        Assert.Equal(person, (string?)members.Single(member => (string?)member!["email"] == Address)!["id"]);
        await SendAsync(scim, HttpMethod.Post, "Groups", $$"""{"displayName":"Incident team","members":[{"value":"{{person}}"}]}""");
        var skills = (await stack.Api.GetAsync("skills"))["items"]!.AsArray();
        var connection = (string)skills.Single(known => (string?)known!["name"] == "ticket-triage")!["connection"]!["id"]!;
        var skill = (string)(await stack.Api.PostAsync("skills", new JsonObject { ["name"] = "lou-helper", ["purpose"] = "Helps Lou.", ["ownerUserId"] = person, ["connectionId"] = connection }))["id"]!;
        var caller = stack.Caller(skill, (string)(await stack.Api.PostAsync($"skills/{skill}/keys", new JsonObject { ["expiresInDays"] = 1 }))["key"]!);
        await Bounded.UntilAsync(async () =>
        {
            using var answer = await caller.SendAsync(SkillCaller.Body("Hello"), Cancellation);
            return answer.IsSuccessStatusCode;
        });

        // 4. A stream flows; the directory says that the person has left; the stream ends and says why, and so does Lou's portal.
        using var stream = await caller.SendAsync(SkillCaller.Body("[[sim: deltas=100000 delay=50ms]]", stream: true), Cancellation);
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync(Cancellation));
        while (await reader.ReadLineAsync(Cancellation) is { } line && !line.Contains("content_block_delta", StringComparison.Ordinal))
        {
        }

        await SendAsync(scim, HttpMethod.Patch, $"Users/{person}", """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Replace","path":"active","value":"False"}]}""");
        Assert.Contains("\"stopped\"", await reader.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
        using (var refused = await caller.SendAsync(SkillCaller.Body("Hello again"), Cancellation))
            Assert.False(refused.IsSuccessStatusCode);
        await Expect(portal.GetByTestId("sign-in-email")).ToBeVisibleAsync();
        await portal.GetByTestId("sign-in-email").FillAsync(Address);
        await portal.GetByTestId("sign-in-provider").ClickAsync();
        await Expect(portal.GetByTestId("sign-in-refused")).ToBeVisibleAsync();
        await admin.ShotAsync("sign-in-after-leaving", portal);

        // 5. The report stands at the portal, with the stream that was cut.
        await admin.OpenAsync("/settings/offboarding");
        await admin.ShotAsync("offboarding-settings");
        await page.GetByTestId("offboarding-row").First.ClickAsync();
        var report = page.GetByTestId("offboarding-report");
        await Expect(report).ToContainTextAsync("Lou Leaver");
        await Expect(report.GetByTestId("offboarded-skill")).ToContainTextAsync("lou-helper");
        await Expect(report.GetByTestId("offboarded-skill")).ToContainTextAsync("revoked");
        await Expect(report.GetByTestId("offboarding-causes")).ToContainTextAsync("The directory deactivated them");
        await Bounded.UntilAsync(async () =>
        {
            var read = await stack.Api.GetAsync("offboardings");
            return (int)read["items"]![0]!["streamsCut"]! == 1;
        });
        await page.ReloadAsync();
        await Expect(page.GetByTestId("offboarding-numbers")).ToContainTextAsync("1 stream cut");
        await admin.LookAsync("offboarding-report");
        await admin.OpenAsync("/settings/directory");
        await Expect(page.GetByTestId("directory-groups")).ToContainTextAsync("Incident team");
        await admin.LookAsync("directory");

        // 6. The person comes back by the directory; the skill does not.
        await SendAsync(scim, HttpMethod.Patch, $"Users/{person}", """{"Operations":[{"op":"replace","value":{"active":true}}]}""");
        await admin.OpenAsync("/settings/offboarding");
        await Expect(page.GetByTestId("offboarding-row").First).ToContainTextAsync("came back");
        using var still = await caller.SendAsync(SkillCaller.Body("And now?"), Cancellation);
        Assert.False(still.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Somebody_at_a_terminal_offboards_a_person()
    {
        // crm-export belongs to a contractor who left long ago: nobody stopped it.
        var export = stack.Skill("crm-export");
        using (var alive = await export.SendAsync(SkillCaller.Body("Is anybody there?"), Cancellation))
            Assert.True(alive.IsSuccessStatusCode);
        var (exitCode, output) = await OffboardAsync("dale@contractor.example", stack.Terminal.Token);
        Assert.Equal(0, exitCode);
        Assert.Contains("skill crm-export: revoked", output, StringComparison.Ordinal);
        // The command returns when it is written; from there it travels to the gateway.
        await Bounded.UntilAsync(async () =>
        {
            using var refused = await export.SendAsync(SkillCaller.Body("Is anybody there?"), Cancellation);
            return !refused.IsSuccessStatusCode;
        });
        Assert.Equal(0, (await OffboardAsync("dale@contractor.example", stack.Terminal.Token)).ExitCode);

        Assert.Equal(1, (await OffboardAsync("nobody@acme.example", stack.Terminal.Token)).ExitCode);
        Assert.Equal(1, (await OffboardAsync("dale@contractor.example", "sgt_wrong")).ExitCode);
        Assert.Equal(1, (await OffboardAsync("dale@contractor.example", "")).ExitCode);
    }

    [Fact]
    public async Task A_skill_that_its_owner_left_goes_on_when_an_administrator_takes_it()
    {
        await using var admin = await stack.SignInAsync("admin");
        var page = admin.Page;
        await RuleAsync("are suspended until someone takes them");
        using var scim = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = stack.Directory.Address };
        scim.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", stack.Directory.Token);
        var person = (string)(await SendAsync(scim, HttpMethod.Post, "Users", """{"userName":"kim@acme.example","displayName":"Kim Keeper","active":true}"""))["id"]!;
        var skills = (await stack.Api.GetAsync("skills"))["items"]!.AsArray();
        var connection = (string)skills.Single(known => (string?)known!["name"] == "ticket-triage")!["connection"]!["id"]!;
        var skill = (string)(await stack.Api.PostAsync("skills", new JsonObject { ["name"] = "kim-helper", ["purpose"] = "Helps Kim.", ["ownerUserId"] = person, ["connectionId"] = connection }))["id"]!;
        var old = await CallerAsync();

        // 1. Kim leaves: the report says what wants a person, and the skill's page what that is.
        await SendAsync(scim, HttpMethod.Patch, $"Users/{person}", """{"Operations":[{"op":"replace","value":{"active":false}}]}""");
        await admin.OpenAsync("/settings/offboarding");
        await page.GetByTestId("offboarding-row").Filter(new() { HasText = "Kim Keeper" }).ClickAsync();
        await Expect(page.GetByTestId("offboarding-needs")).ToContainTextAsync("Suspended: give it to somebody");
        await admin.LookAsync("offboarding-suspended");
        await page.GetByTestId("offboarded-skill").GetByRole(AriaRole.Link, new() { Name = "kim-helper" }).ClickAsync();
        var card = page.GetByTestId("confirm-card");
        await Expect(card).ToContainTextAsync("Kim Keeper has left, so this skill is suspended.");
        await Expect(card.GetByTestId("confirm-skill")).ToHaveAttributeAsync("aria-disabled", "true");

        // 2. An administrator gets it and confirms it: it goes on, and the key that Kim knows does not.
        var give = page.GetByTestId("give-skill");
        await admin.ChooseAsync(give.GetByRole(AriaRole.Combobox, new() { Name = "Who gets it" }).Or(give.GetByLabel("Who gets it")).First, "Ada Lindqvist");
        await admin.LookAsync("skill-left");
        await give.GetByTestId("give-skill-submit").ClickAsync();
        await Expect(card).ToContainTextAsync("It goes on, with new keys, when Ada Lindqvist confirms it.");
        await admin.LookAsync("skill-given");
        await card.GetByTestId("confirm-skill").ClickAsync();
        await Expect(card).ToHaveCountAsync(0);
        await Expect(page.GetByTestId("skill-detail").GetByRole(AriaRole.Heading, new() { Name = "kim-helper" })).ToContainTextAsync("Active");
        await CallerAsync();
        using (var refused = await old.SendAsync(SkillCaller.Body("Hello"), Cancellation))
            Assert.False(refused.IsSuccessStatusCode);
        await RuleAsync("are revoked, for good");

        async Task RuleAsync(string words)
        {
            await admin.OpenAsync("/settings/offboarding");
            var form = page.GetByTestId("offboarding-rule");
            await admin.ChooseAsync(form.GetByLabel("Their skills").First, words);
            await page.RunAndWaitForResponseAsync(() => form.GetByTestId("save-offboarding-rule").ClickAsync(), answer => answer.Request.Method == "PUT" && answer.Ok);
        }

        // A new key, which works.
        async Task<SkillCaller> CallerAsync()
        {
            var caller = stack.Caller(skill, (string)(await stack.Api.PostAsync($"skills/{skill}/keys", new JsonObject { ["expiresInDays"] = 1 }))["key"]!);
            await Bounded.UntilAsync(async () =>
            {
                using var answer = await caller.SendAsync(SkillCaller.Body("Hello"), Cancellation);
                return answer.IsSuccessStatusCode;
            });
            return caller;
        }
    }

    private async Task<(int ExitCode, string Output)> OffboardAsync(string person, string token)
    {
        using var process = SaaSGateProcess.Start(["offboard", person, "--api", stack.Terminal.Address.AbsoluteUri, "--reason", "Contract ended"], ("SAASGATE_TOKEN", token));
        var (exitCode, output, _) = await process.EndAsync();
        return (exitCode, output);
    }

    private static Task Fill(ILocator form, string field, string text) => form.GetByRole(AriaRole.Textbox, new() { Name = field, Exact = true }).FillAsync(text);

    /// <summary>What a record in DNS would have shown.</summary>
    private async Task ProveDomainAsync()
    {
        await using var database = NpgsqlDataSource.Create(stack.Postgres);
        await using var domain = database.CreateCommand(
            """
            insert into tenant.domains (organisation_id, id, name, token, proven_at, proven_by, provider_id, created_at, created_by)
            select organisation_id, 'dom_lou', 'lou.example', 't', now(), 'dns', id, now(), 'usr_x' from tenant.identity_providers
            """);
        await domain.ExecuteNonQueryAsync(Cancellation);
    }

    private static async Task<JsonNode> SendAsync(HttpClient scim, HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8, "application/scim+json") };
        using var answer = await scim.SendAsync(request, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }
}
