using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using SaaSGate.EndToEnd.Tests.Sdk;
using SaaSGate.TestKit;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SaaSGate.EndToEnd.Tests.Browser;

/// <summary>Skills make batches with Claude's SDK; they end at Claude when the skill is locked, or its owner leaves, and the portal says so.</summary>
[Collection(DemoCollection.Name)]
public sealed class BatchTests(DemoStack stack)
{
    private static CancellationToken Cancellation => Bounded.Cancellation;

    [Fact]
    public async Task A_locked_skills_batch_is_cancelled_at_Claude_at_last_and_no_other_skill_could_read_it()
    {
        await ClaudeAsync("seconds=0");
        var (skill, batches) = await SkillAsync("nightly-digest");
        var (_, others) = await SkillAsync("nightly-gossip");

        // 1. The SDK works unchanged, masked as messages are; another skill of the same connection sees nothing of it.
        var over = await batches.CreateAsync("[[sim: text=\"Write to kim.digest@example.com.\"]]", "Hello");
        Assert.Equal("ended", (string?)(await batches.RetrieveAsync(over))["processing_status"]);
        var results = await batches.ResultsAsync(over);
        Assert.Equal(["request-0", "request-1"], results.Select(result => (string?)result!["custom_id"]));
        Assert.Matches(@"^Write to \[EMAIL_\w+\]\.$", (string)results[0]!["result"]!["message"]!["content"]![0]!["text"]!);
        foreach (var act in (string[])["retrieve", "results"])
        {
            var refused = await others.FailAsync(act, over);
            Assert.Equal((404, "not_found_error", "batch_unknown"), ((int)refused["status"]!, (string)refused["type"]!, (string)refused["body"]!["saasgate"]!["code"]!));
        }
        Assert.Empty(await others.ListAsync());

        // 2. One that runs: its skill is locked while Claude refuses to cancel it.
        await ClaudeAsync("seconds=3600");
        var running = await batches.CreateAsync("Hello again");
        Assert.Equal([running, over], await batches.ListAsync());
        await RecordedAsync(running);
        await ClaudeAsync("failing=1000000&status=529");
        await using var admin = await stack.SignInAsync("admin");
        var page = admin.Page;
        await admin.OpenAsync($"/skills/{skill}");
        await page.GetByTestId("lock-skill").ClickAsync();
        await page.GetByTestId("lock-reason").FillAsync("The nightly digest leaks");
        await page.GetByTestId("lock-confirm").ClickAsync();

        // 3. The lock says that it is tried again and why, and then that it is done.
        var row = page.GetByTestId("lock").Filter(new() { HasText = "The nightly digest leaks" });
        await Expect(row.GetByTestId("stopped-batches")).ToContainTextAsync("1 batch not cancelled yet: Claude answered 529");
        await ClaudeAsync("failing=0");
        await Expect(row.GetByTestId("stopped-batches")).ToContainTextAsync("1 batch cancelled at Claude");
        await admin.LookAsync("locks-batches");
        Assert.Equal(1, (int)(await AtClaudeAsync(running))["request_counts"]!["canceled"]!);
        var refusedNow = await batches.FailAsync("retrieve", running);
        Assert.Equal("stopped", (string?)refusedNow["body"]!["saasgate"]!["code"]);
    }

    [Fact]
    public async Task A_leavers_batches_end_with_them()
    {
        using var scim = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = stack.Directory.Address };
        scim.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", stack.Directory.Token);
        var person = (string)(await SendAsync(scim, HttpMethod.Post, "Users", """{"userName":"bo.batcher@acme.example","displayName":"Bo Batcher","active":true}"""))["id"]!;
        await ClaudeAsync("seconds=3600&failing=0");
        var (_, batches) = await SkillAsync("bo-batches", person);
        var running = await batches.CreateAsync("Hello from Bo");
        await RecordedAsync(running);

        await SendAsync(scim, HttpMethod.Patch, $"Users/{person}", """{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Replace","path":"active","value":"False"}]}""");
        await using var admin = await stack.SignInAsync("admin");
        await admin.OpenAsync("/settings/offboarding");
        await admin.Page.GetByTestId("offboarding-row").Filter(new() { HasText = "Bo Batcher" }).ClickAsync();
        await Expect(admin.Page.GetByTestId("offboarding-report").GetByTestId("stopped-batches")).ToContainTextAsync("1 batch cancelled at Claude");
        await admin.LookAsync("offboarding-batches");
        Assert.Equal("ended", (string?)(await AtClaudeAsync(running))["processing_status"]);
    }

    /// <summary>A skill of its own on the demo's connection, once the gateway knows it.</summary>
    private async Task<(string Id, NodeBatches Batches)> SkillAsync(string name, string? owner = null)
    {
        var triage = (await stack.Api.GetAsync("skills"))["items"]!.AsArray().Single(known => (string?)known!["name"] == "ticket-triage")!;
        var skill = (string)(await stack.Api.PostAsync("skills", new JsonObject
        {
            ["name"] = name,
            ["purpose"] = "Asks by night.",
            ["ownerUserId"] = owner ?? (string)triage["owner"]!["id"]!,
            ["connectionId"] = (string)triage["connection"]!["id"]!,
        }))["id"]!;
        var key = (string)(await stack.Api.PostAsync($"skills/{skill}/keys", new JsonObject { ["expiresInDays"] = 1 }))["key"]!;
        var caller = stack.Caller(skill, key);
        await Bounded.UntilAsync(async () =>
        {
            using var answer = await caller.SendAsync(SkillCaller.Body("Hello"), Cancellation);
            return answer.IsSuccessStatusCode;
        });
        return (skill, new NodeBatches(stack.Gateway, key));
    }

    private async Task ClaudeAsync(string settings)
    {
        using var set = await stack.Http.PostAsync(new Uri(stack.Upstream, $"/_simulator/batches?{settings}"), null, Cancellation);
        set.EnsureSuccessStatusCode();
    }

    private async Task<JsonNode> AtClaudeAsync(string batch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(stack.Upstream, $"/v1/messages/batches/{batch}")) { Headers = { { "x-api-key", "sk-any" }, { "anthropic-version", "2023-06-01" } } };
        using var answer = await stack.Http.SendAsync(request, Cancellation);
        return JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Cancellation))!;
    }

    private async Task RecordedAsync(string batch)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(stack.Postgres);
        await Bounded.UntilAsync(async () =>
        {
            await using var command = source.CreateCommand("select count(*) from tenant.message_batches where id = $1");
            command.Parameters.Add(new() { Value = batch });
            return await command.ExecuteScalarAsync(Cancellation) is 1L;
        });
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
