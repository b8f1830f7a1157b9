using System.Net;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Gateway.Tests.Use;

public sealed class LimitTests
{
    private static CancellationToken Cancellation => Bounded.Cancellation;

    [Fact]
    public async Task Refuses_in_Claudes_shape_what_is_above_a_limit_and_records_it()
    {
        await using var rig = await GatewayRig.StartAsync("limits: { requests_per_minute: 2 }\nrules: []");
        for (var i = 0; i < 2; i++)
        {
            using var passed = await rig.SendAsync(GatewayRig.Message("hello"));
            Assert.Equal(HttpStatusCode.OK, passed.StatusCode);
        }

        using var response = await rig.SendAsync(GatewayRig.Message("hello"));
        Assert.Equal("limited", await MessagesHandlerTests.CodeOfAsync(response, HttpStatusCode.TooManyRequests, "rate_limit_error"));
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal("true", response.Headers.GetValues("x-should-retry").Single());
        var end = (await rig.EndOfAsync(response)).Ended;
        Assert.Equal(("refused", "limited"), (end.Outcome, end.Problem));
        Assert.Equal(2, rig.Simulator.Received.All.Count);
    }

    [Fact]
    public async Task Counts_tokens_and_cost_of_answers()
    {
        await using var rig = await GatewayRig.StartAsync("limits: { tokens_per_day: 20, cost_per_day: 100 }\nrules: []");
        using (var first = await rig.SendAsync(GatewayRig.Message("[[sim: deltas=40]]", stream: true)))
            await first.Content.ReadAsStringAsync(Cancellation);
        await Bounded.UntilAsync(() => rig.Peer.Records.Items.Any(frame => frame.Ended is not null));
        using var response = await rig.SendAsync(GatewayRig.Message("hello"));
        Assert.Equal("limited", await MessagesHandlerTests.CodeOfAsync(response, HttpStatusCode.TooManyRequests, "rate_limit_error"));
        // Nobody should wait for midnight by itself.
        Assert.Equal("false", response.Headers.GetValues("x-should-retry").Single());
    }

    [Theory]
    [InlineData("rules: []")]
    [InlineData("rules: [{ name: mask, on: both, when: { findings: [EMAIL] }, then: mask }]")]
    public async Task Counts_the_text_of_a_stream_that_the_skill_left(string rules)
    {
        await using var rig = await GatewayRig.StartAsync($"limits: {{ tokens_per_day: 1000 }}\n{rules}");
        using var left = await rig.SendAsync(GatewayRig.Message("[[sim: deltas=100000]]", stream: true, maxTokens: 4096));
        var stream = await left.Content.ReadAsStreamAsync(Cancellation);
        await stream.ReadExactlyAsync(new byte[1024 * 1024], Cancellation);
        left.Dispose();
        var end = (await rig.EndOfAsync(left)).Ended;
        Assert.Equal("client_gone", end.Outcome);
        Assert.InRange(end.OutputTokens, 1000, 1024 * 1024);
        using var response = await rig.SendAsync(GatewayRig.Message("hello"));
        Assert.Equal("limited", await MessagesHandlerTests.CodeOfAsync(response, HttpStatusCode.TooManyRequests, "rate_limit_error"));
    }

    [Theory]
    [InlineData("end_turn", 7)]
    [InlineData(null, 1000)]
    public async Task Believes_Claudes_own_count_where_it_has_come(string? stopped, int tokens)
    {
        await using var rig = await GatewayRig.StartAsync();
        var delta = $$"""
            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{{new string('x', 4000)}}"} }


            """;
        var end = $$"""
            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"{{stopped}}"},"usage":{"output_tokens":7} }


            """;
        rig.Simulator.Replay(System.Text.Encoding.UTF8.GetBytes(stopped is null ? delta : delta + end), "text/event-stream");
        using var response = await rig.SendAsync(GatewayRig.Message("hello", stream: true));
        await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal(tokens, (await rig.EndOfAsync(response)).Ended.OutputTokens);
    }

    [Fact]
    public async Task Counts_the_cost_of_a_minute_and_says_when_it_is_over()
    {
        await using var rig = await GatewayRig.StartAsync("limits: { cost_per_minute: 0.000001 }\nrules: []");
        using (var first = await rig.SendAsync(GatewayRig.Message("[[sim: deltas=40]]", stream: true)))
            await first.Content.ReadAsStringAsync(Cancellation);
        await Bounded.UntilAsync(() => rig.Peer.Records.Items.Any(frame => frame.Ended is not null));
        using var response = await rig.SendAsync(GatewayRig.Message("hello"));
        Assert.Equal("limited", await MessagesHandlerTests.CodeOfAsync(response, HttpStatusCode.TooManyRequests, "rate_limit_error"));
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal("true", response.Headers.GetValues("x-should-retry").Single());
    }

    [Fact]
    public async Task Carries_the_days_use_over_a_restart()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.Tenant.Policy = "limits: { cost_per_day: 0.5 }\nrules: []";
        rig.Tenant.Use = new SkillUse
        {
            SkillId = rig.Tenant.SkillId,
            Day = new DayClock().GetUtcNow().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            CostMicros = 500_000,
        };
        await rig.PublishAsync();
        using var response = await rig.SendAsync(GatewayRig.Message("hello"));
        Assert.Equal("limited", await MessagesHandlerTests.CodeOfAsync(response, HttpStatusCode.TooManyRequests, "rate_limit_error"));
    }

    [Fact]
    public async Task Lets_no_more_streams_run_at_once_and_gives_their_place_back()
    {
        await using var rig = await GatewayRig.StartAsync("limits: { concurrent_streams: 1 }\nrules: []");
        using (var running = await rig.SendAsync(GatewayRig.Message("[[sim: deltas=100000 delay=5ms]]", stream: true, maxTokens: 4096)))
        {
            using var refused = await rig.SendAsync(GatewayRig.Message("hello", stream: true));
            Assert.Equal("limited", await MessagesHandlerTests.CodeOfAsync(refused, HttpStatusCode.TooManyRequests, "rate_limit_error"));
            using var plain = await rig.SendAsync(GatewayRig.Message("hello"));
            Assert.Equal(HttpStatusCode.OK, plain.StatusCode);
        }

        await Bounded.UntilAsync(() => rig.Peer.Records.Items.Any(frame => frame.Ended?.Outcome == "client_gone"));
        using var next = await rig.SendAsync(GatewayRig.Message("hello", stream: true));
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }
}
