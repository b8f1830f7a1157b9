using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SaaSGate.Gateway.Exchanges;
using SaaSGate.Gateway.Tests.Support;
using SaaSGate.Simulator;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Gateway.Tests.Batches;

public sealed class BatchTests
{
    private const string Masking = "rules: [{ name: mask-personal-data, on: both, when: { findings: [EMAIL] }, then: mask }]";

    private static CancellationToken Cancellation => Bounded.Cancellation;

    [Fact]
    public async Task Makes_a_batch_and_records_whose_it_is_before_the_skill_hears_of_it()
    {
        await using var rig = await GatewayRig.StartAsync(Masking);
        var body = BatchCalls.Batch(("one", "write to kim@example.com"), ("two", "hello"));
        using var response = await rig.SendAsync(body, BatchCalls.Path + "?beta=true");
        var made = await BatchCalls.JsonAsync(response);
        var id = made.GetProperty("id").GetString();

        Assert.Equal(body, Assert.Single(rig.Simulator.Received.All).BodyText());
        var record = await rig.RecordOfAsync(response);
        Assert.Equal(["sending", "made"], record.Where(frame => frame.Batch is not null).Select(frame => frame.Batch.State));
        Assert.Equal((2, id), (record.First(frame => frame.Batch is not null).Batch.Requests, record.Last(frame => frame.Batch is not null).Batch.BatchId));
        Assert.True(record.ToList().FindIndex(frame => frame.Batch?.State == "made") < record.ToList().FindIndex(frame => frame.Chunk is not null));
        var started = record[0].Started;
        Assert.Contains("[EMAIL_", started.RequestBody.ToStringUtf8(), StringComparison.Ordinal);
        Assert.Equal("/requests/0/params/messages/0/content", Assert.Single(started.Findings).Location);
        Assert.DoesNotContain(rig.Peer.Records.Items, frame => frame.ToString().Contains("kim@example.com", StringComparison.Ordinal));
        Assert.Equal((2, "completed"), (record[^1].Ended.Requests, record[^1].Ended.Outcome));
    }

    [Fact]
    public async Task Gives_results_masked_line_by_line_from_an_address_of_its_own()
    {
        await using var rig = await GatewayRig.StartAsync(Masking);
        var id = await rig.CreateAsync(("one", "[[sim: text=\"Write to kim@example.com.\"]]"), ("two", "[[sim: text=\"No.\"]]"), ("three", "[[sim: error=529]]"));
        var batch = await rig.GetAsync($"/{id}");
        var address = batch.GetProperty("results_url").GetString()!;
        Assert.Equal(new Uri(rig.Gateway.BaseUrl, $"{BatchCalls.Path}/{id}/results").AbsoluteUri, address);

        using var response = await rig.SendAsync("", new Uri(address).PathAndQuery, HttpMethod.Get);
        var results = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal("application/x-jsonl", response.Content.Headers.ContentType!.MediaType);
        var lines = results.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.Contains("Write to [EMAIL_", lines[0], StringComparison.Ordinal);
        Assert.Contains("overloaded_error", lines[2], StringComparison.Ordinal);
        var record = await rig.RecordOfAsync(response);
        Assert.Equal(results, string.Concat(record.Where(frame => frame.Chunk is not null).Select(frame => frame.Chunk.Data.ToStringUtf8())));
        var ended = record[^1].Ended;
        Assert.Equal("/0/result/message/content/0/text", Assert.Single(ended.Findings).Location);
        Assert.True(ended.OutputTokens > 0);
        var use = Assert.Single(ended.Results);
        Assert.Equal(("claude-sonnet-4-5", ended.InputTokens, ended.OutputTokens), (use.Model, use.InputTokens, use.OutputTokens));
        Assert.Contains(rig.Peer.Records.Items, frame => frame.Batch is { State: "ended" } noted && noted.BatchId == id);
    }

    [Fact]
    public async Task Knows_no_batch_that_the_skill_has_not_made()
    {
        await using var rig = await GatewayRig.StartAsync();
        var own = await rig.CreateAsync(("one", "hello"));
        var foreign = await MadeByAnotherAsync(rig);
        foreach (var told in (bool[])[false, true])
        {
            if (told)
                await TellAsync(rig, foreign);
            foreach (var (method, path) in ((HttpMethod, string)[])[
                (HttpMethod.Get, $"/{foreign}"), (HttpMethod.Get, $"/{foreign}/results"), (HttpMethod.Post, $"/{foreign}/cancel"), (HttpMethod.Delete, $"/{foreign}"),
                (HttpMethod.Get, $"?after_id={foreign}"), (HttpMethod.Get, $"?before%5Fid={foreign}")])
            {
                var before = rig.Simulator.Received.All.Count;
                using var refused = await rig.SendAsync("", BatchCalls.Path + path, method);
                Assert.Equal("batch_unknown", await MessagesHandlerTests.CodeOfAsync(refused, HttpStatusCode.NotFound, "not_found_error"));
                Assert.Equal(before, rig.Simulator.Received.All.Count);
                Assert.Equal(("refused", "batch_unknown"), ((await rig.EndOfAsync(refused)).Ended.Outcome, (await rig.EndOfAsync(refused)).Ended.Problem));
            }
        }
        Assert.Equal([own], Ids(await rig.GetAsync("")));
    }

    [Fact]
    public async Task Knows_a_batch_no_longer_than_Claude_does()
    {
        await using var rig = await GatewayRig.StartAsync();
        var (young, old) = (await rig.CreateAsync(("one", "hello")), await rig.CreateAsync(("one", "hello")));
        rig.Peer.Own(rig.Tenant, young, rig.Tenant.SkillId, TimeProvider.System.GetUtcNow().AddDays(-29));
        rig.Peer.Own(rig.Tenant, old, rig.Tenant.SkillId, TimeProvider.System.GetUtcNow().AddDays(-30));
        await rig.PublishAsync();
        Assert.Equal([young], Ids(await rig.GetAsync("")));
        using var refused = await rig.SendAsync("", $"{BatchCalls.Path}/{old}", HttpMethod.Get);
        Assert.Equal("batch_unknown", await MessagesHandlerTests.CodeOfAsync(refused, HttpStatusCode.NotFound, "not_found_error"));
    }

    [Fact]
    public async Task Takes_no_batch_from_the_skill_that_has_it()
    {
        await using var rig = await GatewayRig.StartAsync();
        var id = "msgbatch_01" + new string('A', 20);
        await TellAsync(rig, id);
        rig.Simulator.Replay(System.Text.Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","type":"message_batch","processing_status":"in_progress"}"""), "application/json");
        using var response = await rig.SendAsync(BatchCalls.Batch(("one", "hello")), BatchCalls.Path);
        Assert.Equal("upstream_broken", await MessagesHandlerTests.CodeOfAsync(response, HttpStatusCode.BadGateway, "api_error"));
    }

    [Fact]
    public async Task Lists_the_skills_own_page_by_page()
    {
        await using var rig = await GatewayRig.StartAsync();
        var own = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            await MadeByAnotherAsync(rig);
            own.Add(await rig.CreateAsync(("one", $"hello {i}")));
        }
        await MadeByAnotherAsync(rig);

        var first = await rig.GetAsync("?limit=2");
        Assert.Equal([own[3], own[2]], Ids(first));
        Assert.True(first.GetProperty("has_more").GetBoolean());
        Assert.Equal((own[3], own[2]), (first.GetProperty("first_id").GetString(), first.GetProperty("last_id").GetString()));
        Assert.All(first.GetProperty("data").EnumerateArray(), batch => Assert.StartsWith(rig.Gateway.BaseUrl.AbsoluteUri, batch.GetProperty("results_url").GetString(), StringComparison.Ordinal));
        var second = await rig.GetAsync($"?limit=2&after_id={own[2]}&beta=true");
        Assert.Equal([own[1], own[0]], Ids(second));
        Assert.False(second.GetProperty("has_more").GetBoolean());
        var back = await rig.GetAsync($"?before_id={own[0]}&limit=2");
        Assert.Equal([own[2], own[1]], Ids(back));
        Assert.True(back.GetProperty("has_more").GetBoolean());
        Assert.Empty(Ids(await rig.GetAsync($"?after_id={own[0]}")));
        Assert.Contains("beta=true", rig.Simulator.Received.All[^3].Target, StringComparison.Ordinal);

        foreach (var query in (string[])["?limit=0", "?limit=2&limit=3", $"?after_id={own[0]}&before_id={own[0]}"])
        {
            using var refused = await rig.SendAsync("", BatchCalls.Path + query, HttpMethod.Get);
            Assert.Equal("query_invalid", await MessagesHandlerTests.CodeOfAsync(refused, HttpStatusCode.BadRequest, "invalid_request_error"));
        }
    }

    /// <summary>The credential is everybody's: no list costs calls without end, and each counts.</summary>
    [Theory]
    [InlineData("rules: []", 20)]
    [InlineData("limits: { requests_per_minute: 3 }\nrules: []", 3)]
    public async Task Reads_no_more_of_Claudes_list_than_one_call_may_cost(string policy, int pages)
    {
        await using var endless = await SlowUpstream.StartAsync(number => $$"""{"data":[{"id":"msgbatch_01Foreign{{number}}"}],"has_more":true}""", Task.CompletedTask);
        await using var rig = await GatewayRig.StartAsync(policy);
        rig.Tenant.Upstream = endless.BaseUrl;
        await rig.PublishAsync();
        var list = await rig.GetAsync("");
        Assert.Empty(Ids(list));
        Assert.True(list.GetProperty("has_more").GetBoolean());
        Assert.Equal(pages, endless.Count);
    }

    [Fact]
    public async Task Cancels_and_deletes_the_skills_own_without_a_body()
    {
        await using var rig = await GatewayRig.StartAsync(simulator: new SimulatorOptions { BatchDuration = TimeSpan.FromHours(1) });
        var id = await rig.CreateAsync(("one", "hello"));
        using (var request = rig.Request("{\"secret\":1}", $"{BatchCalls.Path}/{id}/cancel"))
        {
            request.Content!.Headers.ContentType = null;
            using var cancelled = await rig.Http.SendAsync(request, Cancellation);
            Assert.Equal("ended", (await BatchCalls.JsonAsync(cancelled)).GetProperty("processing_status").GetString());
        }
        Assert.Empty(rig.Simulator.Received.All[^1].BodyText());
        using var deleted = await rig.SendAsync("", $"{BatchCalls.Path}/{id}", HttpMethod.Delete);
        Assert.Equal("message_batch_deleted", (await BatchCalls.JsonAsync(deleted)).GetProperty("type").GetString());
        Assert.Equal("deleted", (await rig.RecordOfAsync(deleted)).Single(frame => frame.Batch is not null).Batch.State);
        using var gone = await rig.SendAsync("", $"{BatchCalls.Path}/{id}", HttpMethod.Get);
        Assert.Equal("batch_unknown", await MessagesHandlerTests.CodeOfAsync(gone, HttpStatusCode.NotFound, "not_found_error"));
    }

    [Fact]
    public async Task Counts_each_request_of_a_batch_against_limits()
    {
        await using var rig = await GatewayRig.StartAsync("limits: { requests_per_minute: 3 }\nrules: []");
        await rig.CreateAsync(("one", "hello"), ("two", "hello"));
        using var refused = await rig.SendAsync(BatchCalls.Batch(("one", "hello"), ("two", "hello")), BatchCalls.Path);
        Assert.Equal("limited", await MessagesHandlerTests.CodeOfAsync(refused, HttpStatusCode.TooManyRequests, "rate_limit_error"));
        await rig.CreateAsync(("one", "hello"));
    }

    [Fact]
    public async Task Counts_the_cost_of_results_that_are_read()
    {
        await using var rig = await GatewayRig.StartAsync("limits: { cost_per_minute: 0.000001 }\nrules: []");
        var id = await rig.CreateAsync(("one", "hello"));
        using (var results = await rig.SendAsync("", $"{BatchCalls.Path}/{id}/results", HttpMethod.Get))
            await results.Content.ReadAsStringAsync(Cancellation);
        await Bounded.UntilAsync(() => rig.Peer.Records.Items.Any(frame => frame.Ended is { Results.Count: > 0 }));
        using var refused = await rig.SendAsync(GatewayRig.Message("hello"));
        Assert.Equal("limited", await MessagesHandlerTests.CodeOfAsync(refused, HttpStatusCode.TooManyRequests, "rate_limit_error"));
    }

    [Fact]
    public async Task Learns_whose_batch_it_is_though_the_skill_has_gone()
    {
        const string Id = "msgbatch_01SlowlyMade";
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var slow = await SlowUpstream.StartAsync($$"""{"id":"{{Id}}","type":"message_batch","processing_status":"in_progress"}""", answered.Task);
        await using var rig = await GatewayRig.StartAsync();
        rig.Tenant.Upstream = slow.BaseUrl;
        await rig.PublishAsync();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var sending = rig.Http.SendAsync(rig.Request(BatchCalls.Batch(("one", "hello")), BatchCalls.Path), leaving.Token);
        await slow.Asked;
        var sent = await rig.Peer.Records.WaitForAsync(frame => frame.Batch is { State: "sending" }, Cancellation);
        var live = rig.Gateway.Services.GetRequiredService<ExchangeRegistry>().Find(sent.ExchangeId)!;
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await Bounded.UntilAsync(() => live.Ending.IsCancellationRequested);
        answered.SetResult();

        var made = await rig.Peer.Records.WaitForAsync(frame => frame.Batch is { State: "made" }, Cancellation);
        Assert.Equal(Id, made.Batch.BatchId);
        Assert.Equal("client_gone", (await rig.EndOfAsync(made.ExchangeId)).Ended.Outcome);
        Assert.Equal(Id, (await rig.GetAsync($"/{Id}")).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Notes_that_Claude_made_none()
    {
        await using var rig = await GatewayRig.StartAsync();
        using var refused = await rig.SendAsync("""{"requests":[]}""", BatchCalls.Path);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(["sending", "none"], (await rig.RecordOfAsync(refused)).Where(frame => frame.Batch is not null).Select(frame => frame.Batch.State));
    }

    private static IEnumerable<string?> Ids(JsonElement page) => page.GetProperty("data").EnumerateArray().Select(batch => batch.GetProperty("id").GetString());

    /// <summary>A batch of another skill that shares the credential, made over another gateway.</summary>
    private static async Task<string> MadeByAnotherAsync(GatewayRig rig)
    {
        using var request = rig.Request(BatchCalls.Batch(("theirs", "hello")), BatchCalls.Path);
        request.RequestUri = new Uri(rig.Simulator.BaseUrl, BatchCalls.Path);
        using var response = await rig.Http.SendAsync(request, Cancellation);
        return (await BatchCalls.JsonAsync(response)).GetProperty("id").GetString()!;
    }

    /// <summary>Has the gateway know that a batch is another skill's.</summary>
    private static async Task TellAsync(GatewayRig rig, string batch)
    {
        rig.Peer.Own(rig.Tenant, batch, "skl_another");
        // What comes behind it over the same connection has come when the view has moved.
        await rig.PublishAsync();
    }
}
