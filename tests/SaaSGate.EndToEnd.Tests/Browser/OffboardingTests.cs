using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using SaaSGate.EndToEnd.Tests.Dev;
using SaaSGate.TestKit;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>A directory is connected at the portal, provisions a person, and says that they have left: their stream stops, and an administrator reads what ended.</summary>
public sealed class OffboardingTests(DemoStack stack) : IClassFixture<DemoStack>
{
    private static CancellationToken Cancellation => Bounded.Cancellation;

    [Fact]
    public async Task The_directory_deactivates_a_person_and_their_stream_stops()
    {
        await using var admin = await stack.SignInAsync("admin");
        var page = admin.Page;

        // 1. The administrator makes a token, which is shown once, beside the address.
        await admin.OpenAsync("/settings/directory");
        await page.GetByTestId("new-scim-token-form").GetByLabel("Name").FillAsync("Okta");
        await page.GetByTestId("create-scim-token").ClickAsync();
        var token = await page.GetByTestId("new-scim-token-value").TextContentAsync();
        var address = await page.GetByTestId("scim-address").TextContentAsync();
        await admin.ShotAsync("directory-token");

        // 2. The directory provisions a person and a group, and the person answers for a skill.
        using var scim = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new(address + "/") };
        scim.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var person = (string)(await SendAsync(scim, HttpMethod.Post, "Users", """{"userName":"lou@acme.example","displayName":"Lou Leaver","active":true}"""))["id"]!;
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

        // 3. A stream flows; the directory says that the person has left; the stream ends and says why.
        using var stream = await caller.SendAsync(SkillCaller.Body("[[sim: deltas=2000 delay=50ms]]", stream: true), Cancellation);
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync(Cancellation));
        while (await reader.ReadLineAsync(Cancellation) is { } line && !line.Contains("content_block_delta", StringComparison.Ordinal))
        {
        }

        await SendAsync(scim, HttpMethod.Patch, $"Users/{person}", """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Replace","path":"active","value":"False"}]}""");
        Assert.Contains("\"stopped\"", await reader.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
        using (var refused = await caller.SendAsync(SkillCaller.Body("Hello again"), Cancellation))
            Assert.False(refused.IsSuccessStatusCode);

        // 4. The report stands at the portal, with the stream that was cut.
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

        // 5. The person comes back by the directory; the skill does not.
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
        using var refused = await export.SendAsync(SkillCaller.Body("Is anybody there?"), Cancellation);
        Assert.False(refused.IsSuccessStatusCode);
        Assert.Equal(0, (await OffboardAsync("dale@contractor.example", stack.Terminal.Token)).ExitCode);

        Assert.Equal(1, (await OffboardAsync("nobody@acme.example", stack.Terminal.Token)).ExitCode);
        Assert.Equal(1, (await OffboardAsync("dale@contractor.example", "sgt_wrong")).ExitCode);
        Assert.Equal(1, (await OffboardAsync("dale@contractor.example", "")).ExitCode);
    }

    private async Task<(int ExitCode, string Output)> OffboardAsync(string person, string token)
    {
        using var process = SaaSGateProcess.Start(["offboard", person, "--api", stack.Terminal.Address.AbsoluteUri, "--reason", "Contract ended"], ("SAASGATE_TOKEN", token));
        var (exitCode, output, _) = await process.EndAsync();
        return (exitCode, output);
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
