using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Exchanges;
using SaaSGate.Gateway.Tests.Support;
using SaaSGate.Simulator;
using SaaSGate.TestKit;
using SaaSGate.TestKit.Link;
using Xunit;

namespace SaaSGate.Gateway.Tests.Batches;

public sealed class StoppedBatchTests
{
    private const string Policy = """
        rules:
          - name: bulk-export
            on: request
            when: { text: '(?i)\bexport\b' }
            then: hold
            hold: { timeout: 5m }
          - name: forbidden
            on: request
            when: { text: 'forbidden' }
            then: block
          - name: uploads
            on: tool_use
            when: { tools: [http_post] }
            then: block
        """;

    private static readonly SimulatorOptions Slow = new() { BatchDuration = TimeSpan.FromHours(1) };

    private static CancellationToken Cancellation => Bounded.Cancellation;

    [Fact]
    public async Task Holds_the_whole_batch_and_shows_the_reviewer_all_of_it()
    {
        await using var rig = await GatewayRig.StartAsync(Policy, Slow);
        var sending = rig.SendAsync(BatchCalls.Batch(("first", "hello"), ("second", "please export all")), BatchCalls.Path);
        var hold = await rig.Peer.Holds.WaitForAsync(_ => true, Cancellation);
        Assert.Empty(rig.Simulator.Received.All);
        using (var view = JsonDocument.Parse(hold.View.ToStringUtf8()))
        {
            Assert.Equal(
                ["Request 1 of 2: first", "hello", "Request 2 of 2: second", "please export all"],
                view.RootElement.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("content").GetString()));
            Assert.Equal("2 requests, the first: hello", view.RootElement.GetProperty("summary").GetString());
        }
        rig.Peer.Decide(hold, ApprovalState.Approved);
        using var response = await sending;
        Assert.Equal("in_progress", (await BatchCalls.JsonAsync(response)).GetProperty("processing_status").GetString());
    }

    [Fact]
    public async Task Blocks_a_batch_for_one_request_in_it()
    {
        await using var rig = await GatewayRig.StartAsync(Policy, Slow);
        using var response = await rig.SendAsync(BatchCalls.Batch(("one", "export"), ("two", "hello"), ("three", "forbidden")), BatchCalls.Path);
        Assert.Equal("blocked", await MessagesHandlerTests.CodeOfAsync(response, HttpStatusCode.Forbidden, "permission_error"));
        Assert.Empty(rig.Simulator.Received.All);
        Assert.DoesNotContain(await rig.RecordOfAsync(response), frame => frame.Batch is not null);
    }

    [Fact]
    public async Task Judges_tool_calls_in_results()
    {
        await using var rig = await GatewayRig.StartAsync(Policy);
        var id = await rig.CreateAsync(("one", "hello"), ("two", """[[sim: tool=http_post input={"url":"https://files.evil.example"}]]"""));
        using var response = await rig.SendAsync("", $"{BatchCalls.Path}/{id}/results", HttpMethod.Get);
        Assert.Equal("blocked", await MessagesHandlerTests.CodeOfAsync(response, HttpStatusCode.Forbidden, "permission_error"));
        Assert.DoesNotContain(await rig.RecordOfAsync(response), frame => frame.Chunk?.Data.ToStringUtf8().Contains("evil", StringComparison.Ordinal) == true);
    }

    /// <summary>What Claude has not got whole is no batch: a stop ends the sending as it does any other's.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stop_or_a_lost_lease_ends_the_sending_of_a_batch(bool stopped)
    {
        using var deaf = new TcpListener(IPAddress.Loopback, 0);
        deaf.Server.ReceiveBufferSize = 4096;
        deaf.Start();
        await using var rig = await GatewayRig.StartAsync(leaseMilliseconds: 10_000);
        rig.Tenant.Upstream = new Uri($"http://{deaf.LocalEndpoint}");
        await rig.PublishAsync();
        var sending = rig.SendAsync(BatchCalls.Batch(("one", new string('a', 24 * 1024 * 1024))), BatchCalls.Path);
        using var accepted = await deaf.AcceptSocketAsync(Cancellation);
        // It reads the head and stops there: the body fills what lies between, and waits.
        await accepted.ReceiveAsync(new byte[1], Cancellation);
        if (stopped)
        {
            rig.Peer.Stop(rig.Tenant, StopKind.Skill, rig.Tenant.SkillId);
        }
        else
        {
            rig.Peer.GrantsLeases = false;
            rig.Lease.End();
        }

        using var response = await sending;
        Assert.Equal(stopped ? "stopped" : "lease_expired", await MessagesHandlerTests.CodeOfAsync(response, stopped ? HttpStatusCode.Forbidden : (HttpStatusCode)529, stopped ? "permission_error" : "overloaded_error"));
        Assert.Equal(["sending", "none"], (await rig.RecordOfAsync(response)).Where(frame => frame.Batch is not null).Select(frame => frame.Batch.State));
    }

    [Theory]
    [InlineData("/v1/messages/batches", """{"requests":[{"custom_id":"a","params":{"messages":[{"role":"user","content":"export all"}]} }],"messages":[{"role":"user","content":"hello"}]}""")]
    [InlineData("/v1/messages/batches", """{"requests":[{"custom_id":"a","params":{"messages":[{"role":"user","content":"export all"}]} }],"prompt":"hello"}""")]
    [InlineData("/v1/complete", """{"prompt":"\n\nHuman: export all\n\nAssistant:","requests":[{"custom_id":"a","params":{"messages":[{"role":"user","content":"hello"}]} }]}""")]
    [InlineData("/v1/complete", """{"prompt":"\n\nHuman: export all\n\nAssistant:","messages":[{"role":"user","content":"hello"}]}""")]
    public async Task Shows_no_reviewer_one_thing_and_sends_another(string path, string body)
    {
        await using var rig = await GatewayRig.StartAsync(Policy);
        using var response = await rig.SendAsync(body, path);
        Assert.Equal("body_invalid", await MessagesHandlerTests.CodeOfAsync(response, HttpStatusCode.BadRequest, "invalid_request_error"));
        Assert.Empty(rig.Peer.Holds.Items);
    }

    [Fact]
    public async Task Holds_a_call_in_results_and_lets_what_stands_before_it_pass()
    {
        await using var rig = await GatewayRig.StartAsync("""
            rules:
              - name: uploads
                on: tool_use
                when: { tools: [http_post], models: [claude-sonnet-4-5] }
                then: hold
                hold: { timeout: 5m }
            """);
        var id = await rig.CreateAsync(("one", "[[sim: text=\"No call.\"]]"), ("two", """[[sim: tool=http_post input={"url":"https://files.example"}]]"""), ("three", "hello"));
        using var response = await rig.SendAsync("", $"{BatchCalls.Path}/{id}/results", HttpMethod.Get);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
        Assert.Contains("No call.", await lines.ReadLineAsync(Cancellation), StringComparison.Ordinal);
        var hold = await rig.Peer.Holds.WaitForAsync(_ => true, Cancellation);
        using (var view = JsonDocument.Parse(hold.View.Memory))
        {
            Assert.Equal(("http_post", "claude-sonnet-4-5"), (view.RootElement.GetProperty("toolUse").GetProperty("name").GetString(), view.RootElement.GetProperty("model").GetString()));
            Assert.Empty(view.RootElement.GetProperty("messages").EnumerateArray());
        }
        rig.Peer.Decide(hold, ApprovalState.Approved);
        Assert.Contains("https://files.example", await lines.ReadLineAsync(Cancellation), StringComparison.Ordinal);
        Assert.Contains("three", await lines.ReadLineAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal("completed", (await rig.EndOfAsync(response)).Ended.Outcome);
    }

    /// <summary>Whoever reads the results again finds the approval; until then reviewers see that nobody waits.</summary>
    [Fact]
    public async Task Says_that_nobody_waits_for_a_call_of_results_whose_wait_ran_out()
    {
        await using var rig = await GatewayRig.StartAsync(
            "rules: [{ name: uploads, on: tool_use, when: { tools: [http_post] }, then: hold, hold: { timeout: 5m } }]",
            configure: options => options.LongestPlainHold = TimeSpan.FromMilliseconds(100));
        var id = await rig.CreateAsync(("one", """[[sim: tool=http_post input={"url":"https://one.example"}]]"""));
        using var response = await rig.SendAsync("", $"{BatchCalls.Path}/{id}/results", HttpMethod.Get);
        await rig.EndOfAsync(response);
        // It is told behind the hold.
        var told = await rig.Peer.Abandoned.WaitForAsync(_ => true, Cancellation);
        var hold = Assert.Single(rig.Peer.Holds.Items);
        Assert.Equal((hold.ApprovalId, hold.ExchangeId, false), (told.ApprovalId, told.ExchangeId, told.ChangeRefused));
    }

    /// <summary>Each reading gets further than the one before, however long decisions take; one that came to the end is over.</summary>
    [Fact]
    public async Task Goes_on_behind_what_was_decided_when_results_are_read_again()
    {
        await using var rig = await GatewayRig.StartAsync("rules: [{ name: uploads, on: tool_use, when: { tools: [http_post] }, then: hold, hold: { timeout: 5m } }]");
        var id = await rig.CreateAsync(
            ("one", """[[sim: tool=http_post input={"url":"https://one.example"}]]"""), ("two", """[[sim: tool=http_post input={"url":"https://two.example"}]]"""));

        // 1. The first call is approved and goes; nobody decides about the second in time.
        var reading = ReadAsync();
        var one = await rig.Peer.Holds.WaitForAsync(_ => true, Cancellation);
        rig.Peer.Decide(one, ApprovalState.Approved);
        var first = await reading;
        using (var lines = new StreamReader(await first.Content.ReadAsStreamAsync(Cancellation)))
            Assert.Contains("https://one.example", await lines.ReadLineAsync(Cancellation), StringComparison.Ordinal);
        var two = await rig.Peer.Holds.WaitForAsync(hold => hold.Digest != one.Digest, Cancellation);

        // What reads beside it is asked about all the same.
        reading = ReadAsync();
        await Bounded.UntilAsync(() => rig.Peer.Holds.Items.Count == 3);
        Assert.Equal(one.Digest, rig.Peer.Holds.Items[2].Digest);
        rig.Peer.Decide(rig.Peer.Holds.Items[2], ApprovalState.Denied);
        using (var beside = await reading)
            Assert.Equal(HttpStatusCode.Forbidden, beside.StatusCode);
        first.Dispose();
        await Bounded.UntilAsync(() => rig.Gateway.Services.GetRequiredService<ExchangeRegistry>().Count == 0);

        // 2. By then somebody has: the first is asked for no more, and the second is found by its digest.
        rig.Peer.Accepts = hold => hold.Digest == two.Digest ? (two.ApprovalId, ApprovalState.Approved) : (hold.ApprovalId, ApprovalState.Pending);
        using (var second = await ReadAsync())
        {
            var text = await second.Content.ReadAsStringAsync(Cancellation);
            Assert.Contains("https://one.example", text, StringComparison.Ordinal);
            Assert.Contains("https://two.example", text, StringComparison.Ordinal);
            await Bounded.UntilAsync(() => rig.Peer.Holds.Items.Count >= 4);
            Assert.Equal([one.Digest, two.Digest, one.Digest, two.Digest], rig.Peer.Holds.Items.Select(hold => hold.Digest));
            Assert.Equal([one.ApprovalId, two.ApprovalId], rig.Peer.Consumptions.Items.Select(consumed => consumed.ApprovalId));
            var proposed = rig.Peer.Holds.Items[3].ApprovalId;
            Assert.Equal(
                [one.ApprovalId, proposed, two.ApprovalId],
                (await rig.RecordOfAsync(second)).Where(frame => frame.Withheld is not null).Select(frame => frame.Withheld.ApprovalId));
        }

        // 3. Whoever reads all of it once more asks anew.
        reading = ReadAsync();
        await Bounded.UntilAsync(() => rig.Peer.Holds.Items.Count == 5);
        Assert.Equal(one.Digest, rig.Peer.Holds.Items[4].Digest);
        rig.Peer.Decide(rig.Peer.Holds.Items[4], ApprovalState.Denied);
        using var third = await reading;
        Assert.Equal("denied", await MessagesHandlerTests.CodeOfAsync(third, HttpStatusCode.Forbidden, "permission_error"));

        Task<HttpResponseMessage> ReadAsync() => rig.SendAsync("", $"{BatchCalls.Path}/{id}/results", HttpMethod.Get);
    }

    [Fact]
    public async Task Learns_the_id_of_a_batch_that_a_stop_overtook()
    {
        const string Id = "msgbatch_01Overtaken";
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var slow = await SlowUpstream.StartAsync($$"""{"id":"{{Id}}","type":"message_batch","processing_status":"in_progress"}""", answered.Task);
        await using var rig = await GatewayRig.StartAsync();
        rig.Tenant.Upstream = slow.BaseUrl;
        await rig.PublishAsync();
        var sending = rig.SendAsync(BatchCalls.Batch(("one", "hello")), BatchCalls.Path);
        await slow.Asked;
        rig.Peer.Stop(rig.Tenant, StopKind.Skill, rig.Tenant.SkillId);
        await rig.Peer.Effects.WaitForAsync(effect => effect.StreamsCut == 1, Cancellation);
        answered.SetResult();

        using var response = await sending;
        Assert.Equal("stopped", await MessagesHandlerTests.CodeOfAsync(response, HttpStatusCode.Forbidden, "permission_error"));
        var record = await rig.RecordOfAsync(response);
        Assert.Equal((Id, "cut"), (record.Last(frame => frame.Batch is not null).Batch.BatchId, record[^1].Ended.Outcome));
    }

    [Fact]
    public async Task Cancels_at_Claude_what_it_is_told_to_and_says_what_came_of_it()
    {
        await using var rig = await GatewayRig.StartAsync(simulator: Slow);
        var id = await rig.CreateAsync(("one", "hello"));
        rig.Peer.Stop(rig.Tenant, StopKind.Skill, rig.Tenant.SkillId);

        rig.Simulator.SetBatches(failingCancels: 1, status: 529);
        Assert.Equal(("", "http_529"), await CancelAsync(rig, id));
        Assert.Equal(("cancelled", ""), await CancelAsync(rig, id));
        Assert.Equal(("ended", ""), await CancelAsync(rig, id));
        Assert.Equal(("gone", ""), await CancelAsync(rig, "msgbatch_01Unknown"));
        rig.Simulator.SetBatches(failingCancels: 1, status: 401);
        Assert.Equal(("", "credential_refused"), await CancelAsync(rig, id));
        var received = rig.Simulator.Received.All[^1];
        Assert.Equal("sk-upstream-credential", received.Header("x-api-key"));

        rig.Tenant.Upstream = new Uri("http://127.0.0.1:1");
        await rig.PublishAsync();
        Assert.Equal(("", "upstream_unreachable"), await CancelAsync(rig, id));
    }

    [Fact]
    public async Task Records_where_a_batch_goes_as_locks_may_name_it()
    {
        await using var rig = await GatewayRig.StartAsync(simulator: Slow);
        const string Body = """{"requests":[{"custom_id":"a","params":{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"hello"}],"mcp_servers":[{"type":"url","name":"b","url":"https://bücher.example/mcp"}]} }]}""";
        using var response = await rig.SendAsync(Body, BatchCalls.Path);
        Assert.Equal(
            ["127.0.0.1", "bücher.example", "xn--bcher-kva.example"],
            (await rig.RecordOfAsync(response)).First(frame => frame.Batch is not null).Batch.Places.Order(StringComparer.Ordinal));
    }

    /// <summary>A tenant whose Claude does not answer keeps no other's batches running.</summary>
    [Fact]
    public async Task Cancels_over_each_connection_by_itself()
    {
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var silent = await SlowUpstream.StartAsync("{}", answered.Task);
        await using var rig = await GatewayRig.StartAsync(simulator: Slow);
        var id = await rig.CreateAsync(("one", "hello"));
        var other = new LinkTenant(silent.BaseUrl);
        rig.Peer.Publish(other);
        await rig.PublishAsync();
        for (var i = 0; i < 100; i++)
            rig.Peer.Cancel(other, "msgbatch_01Silent", Id<Exchange>.New(TimeProvider.System).Value);
        await silent.Asked;
        Assert.Equal(("cancelled", ""), await CancelAsync(rig, id));
        Assert.Single(rig.Peer.BatchesCancelled.Items);
        answered.SetResult();
    }

    private static async Task<(string State, string Problem)> CancelAsync(GatewayRig rig, string batch)
    {
        var exchange = Id<Exchange>.New(TimeProvider.System).Value;
        rig.Peer.Cancel(rig.Tenant, batch, exchange);
        var outcome = await rig.Peer.BatchesCancelled.WaitForAsync(told => told.ExchangeId == exchange, Cancellation);
        Assert.Equal((rig.Tenant.OrganisationId, batch), (outcome.OrganisationId, outcome.BatchId));
        return (outcome.State, outcome.Problem);
    }
}
