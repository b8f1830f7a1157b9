using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SaaSGate.Gateway.Link;
using SaaSGate.Gateway.Spool;
using SaaSGate.Gateway.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Gateway.Tests.Recording;

public sealed class RecordingTests
{
    private const string MaskAll = """
        rules:
          - name: mask-personal-data
            on: both
            when: { findings: [EMAIL] }
            then: mask
        """;

    private static CancellationToken Cancellation => Bounded.Cancellation;

    [Fact]
    public async Task Serves_on_while_the_control_plane_takes_no_records_and_ships_them_later()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.Peer.Acknowledges = false;
        for (var i = 0; i < 20; i++)
        {
            using var response = await rig.SendAsync(GatewayRig.Message($"call {i}"));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
        rig.Peer.Acknowledges = true;
        rig.Peer.Disconnect();
        await Bounded.UntilAsync(() => Distinct() == 20);
        var sequences = rig.Peer.Records.Items.Select(frame => frame.Sequence).Distinct().Order().ToList();
        Assert.Equal(Enumerable.Range(1, sequences.Count).Select(number => (ulong)number), sequences);

        int Distinct() => rig.Peer.Records.Items.Where(frame => frame.Ended is not null).Select(frame => frame.ExchangeId).Distinct().Count();
    }

    [Fact]
    public async Task Refuses_when_the_spool_is_full_and_serves_again_when_it_was_shipped()
    {
        await using var rig = await GatewayRig.StartAsync(configure: options => (options.SpoolSegmentBytes, options.SpoolMaxBytes) = (256 * 1024, 2 * 1024 * 1024));
        rig.Peer.Acknowledges = false;
        var filler = new string('x', 100_000);
        HttpResponseMessage response;
        var sent = 0;
        do
        {
            response = await rig.SendAsync(GatewayRig.Message(filler));
            sent++;
        }
        while (response.StatusCode == HttpStatusCode.OK && sent < 1000);
        Assert.Equal("recording_unavailable", await MessagesHandlerTests.CodeOfAsync(response, (HttpStatusCode)529, "overloaded_error"));
        Assert.Equal(sent - 1, rig.Simulator.Received.All.Count);

        rig.Peer.Acknowledges = true;
        rig.Peer.Disconnect();
        await Bounded.UntilAsync(() => rig.Gateway.Services.GetRequiredService<RecordSpool>().TrimmedSequence > 0);
        await Bounded.UntilAsync(() => rig.Lease.IsFresh);
        using var again = await rig.SendAsync(GatewayRig.Message("hello"));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(2)]
    public async Task Refuses_while_its_clock_is_not_the_control_planes_and_serves_again_when_it_is(int hours)
    {
        await using var rig = await GatewayRig.StartAsync();
        var clock = new DayClock();
        rig.Peer.Time = () => clock.GetUtcNow() + TimeSpan.FromHours(hours);
        await UntilAskedAsync(rig);
        using var refused = await rig.SendAsync(GatewayRig.Message("hello"));
        Assert.Equal("recording_unavailable", await MessagesHandlerTests.CodeOfAsync(refused, (HttpStatusCode)529, "overloaded_error"));
        Assert.Empty(rig.Simulator.Received.All);
        Assert.Single(rig.Logged, line => line.Contains("set the clock", StringComparison.Ordinal));

        rig.Peer.Time = clock.GetUtcNow;
        await UntilAskedAsync(rig);
        using var again = await rig.SendAsync(GatewayRig.Message("hello"));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Single(rig.Logged, line => line.Contains("right again", StringComparison.Ordinal));

        // A grant has been applied when the renewal after the next one goes out.
        static Task UntilAskedAsync(GatewayRig rig)
        {
            var before = rig.Peer.Renewals.Items.Count;
            return Bounded.UntilAsync(() => rig.Peer.Renewals.Items.Count > before + 3);
        }
    }

    [Fact]
    public async Task Records_a_request_and_an_answer_full_of_findings_and_gives_the_room_back()
    {
        await using var rig = await GatewayRig.StartAsync(MaskAll);
        var customers = string.Join(' ', Enumerable.Range(0, 4000).Select(i => $"person{i}@example.com"));
        using var response = await rig.SendAsync(GatewayRig.Message($"[[sim: text=\"{customers}\" cut=4000]]", stream: true, maxTokens: 1024));
        var answer = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.EndsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", answer, StringComparison.Ordinal);
        var record = await rig.RecordOfAsync(response);
        Assert.True(record[0].Started.Findings.Count >= 4000);
        Assert.True(record[^1].Ended.Findings.Count >= 4000);
        await Bounded.UntilAsync(() => rig.Gateway.Services.GetRequiredService<RecordSpool>().ReservedBytes == 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Records_which_rules_open_incidents(bool stream)
    {
        await using var rig = await GatewayRig.StartAsync("""
            rules:
              - { name: watch, on: request, when: { text: hello }, then: allow, incident: low }
              - { name: mask-mail, on: both, when: { findings: [EMAIL] }, then: mask, incident: high }
            """);
        using var response = await rig.SendAsync(GatewayRig.Message("[[sim: text=\"write to ann@example.com\"]] hello", stream: stream));
        await response.Content.ReadAsStringAsync(Cancellation);
        var record = await rig.RecordOfAsync(response);
        Assert.Equal(["watch low", "mask-mail high"], record[0].Started.Incidents.Select(incident => $"{incident.Rule} {incident.Severity}"));
        Assert.All(record[0].Started.Incidents, incident => Assert.StartsWith("pol_", incident.PolicyId, StringComparison.Ordinal));
        Assert.Equal(["mask-mail high"], record[^1].Ended.Incidents.Select(incident => $"{incident.Rule} {incident.Severity}"));
    }

    [Fact]
    public async Task Ships_a_large_answer_in_pieces()
    {
        await using var rig = await GatewayRig.StartAsync();
        var text = new string('x', 3_000_000);
        using var response = await rig.SendAsync(GatewayRig.Message($"[[sim: text=\"{text}\"]]"));
        var answer = await response.Content.ReadAsByteArrayAsync(Cancellation);
        var pieces = (await rig.RecordOfAsync(response)).Where(frame => frame.Chunk is not null).Select(frame => frame.Chunk.Data.ToByteArray()).ToList();
        Assert.True(pieces.Count > 2);
        Assert.All(pieces, piece => Assert.InRange(piece.Length, 1, 1024 * 1024));
        Assert.Equal(answer, pieces.SelectMany(piece => piece).ToArray());
    }

    [Fact]
    public async Task Records_the_end_of_a_stream_that_outgrew_a_full_spool()
    {
        // Room for the request and a few thousand bytes of answer; nobody acknowledges, so nothing comes free.
        await using var rig = await GatewayRig.StartAsync(configure: options => (options.SpoolSegmentBytes, options.SpoolMaxBytes) = (256 * 1024, 512 * 1024));
        rig.Peer.Acknowledges = false;
        using var response = await rig.SendAsync(GatewayRig.Message("[[sim: deltas=20000]] a stream that never ends", stream: true, maxTokens: 100));
        var answer = "";
        try
        {
            answer = await response.Content.ReadAsStringAsync(Cancellation);
        }
        catch (HttpRequestException)
        {
            // The stream was cut without its last chunk.
        }
        Assert.DoesNotContain("message_stop", answer, StringComparison.Ordinal);
        rig.Peer.Acknowledges = true;
        rig.Peer.Disconnect();
        var end = await rig.EndOfAsync(response);
        Assert.Equal(("refused", "recording_unavailable"), (end.Ended.Outcome, end.Ended.Problem));
        var spool = rig.Gateway.Services.GetRequiredService<RecordSpool>();
        await Bounded.UntilAsync(() => spool.TrimmedSequence == spool.Head.Sequence);
    }

    [Fact]
    public async Task Records_the_end_of_an_answer_whose_findings_no_longer_fit()
    {
        await using var rig = await GatewayRig.StartAsync(MaskAll, configure: options => (options.SpoolSegmentBytes, options.SpoolMaxBytes) = (256 * 1024, 512 * 1024));
        rig.Peer.Acknowledges = false;
        var customers = string.Join(' ', Enumerable.Range(0, 2000).Select(i => $"person{i}@example.com"));
        rig.Simulator.Replay(System.Text.Encoding.UTF8.GetBytes($$"""{"type":"message","role":"assistant","content":[{"type":"text","text":"{{customers}}"}]}"""), "application/json");
        using var response = await rig.SendAsync(GatewayRig.Message("who?", maxTokens: 100));
        Assert.Equal((HttpStatusCode)529, response.StatusCode);
        rig.Peer.Acknowledges = true;
        rig.Peer.Disconnect();
        Assert.Equal(("refused", "recording_unavailable"), (await rig.EndOfAsync(response)) is { Ended: var end } ? (end.Outcome, end.Problem) : default);
        var spool = rig.Gateway.Services.GetRequiredService<RecordSpool>();
        await Bounded.UntilAsync(() => spool.TrimmedSequence == spool.Head.Sequence);
    }

    [Fact]
    public async Task Lets_go_of_what_lies_behind_a_call_that_stays_open()
    {
        const string Hold = """
            rules:
              - name: hold
                on: request
                when: { text: 'export all' }
                then: hold
                hold: { timeout: 5m }
            """;
        await using var rig = await GatewayRig.StartAsync(Hold, configure: options => (options.SpoolSegmentBytes, options.SpoolMaxBytes) = (64 * 1024, 1024 * 1024));
        var waiting = rig.SendAsync(GatewayRig.Message("export all"));
        var held = await rig.Peer.Holds.WaitForAsync(_ => true, Cancellation);

        // Four times what the spool holds, while the first record of all is still needed.
        var shipper = rig.Gateway.Services.GetRequiredService<Shipper>();
        for (var i = 0; i < 80; i++)
        {
            using var response = await rig.SendAsync(GatewayRig.Message($"call {i} {new string('x', 50_000)}"));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var end = await rig.EndOfAsync(response);
            await Bounded.UntilAsync(() => shipper.Acknowledged >= end.Sequence);
        }

        Assert.Contains(rig.Peer.Records.Items, frame => frame.StillOpen is not null && frame.ExchangeId == held.ExchangeId);
        rig.Peer.Decide(held, Contracts.RegionLink.ApprovalState.Approved);
        using var answer = await waiting;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await rig.EndOfAsync(answer);
    }

    [Theory]
    [InlineData("end_turn", 1, "end_turn")]
    [InlineData("e", 65, "other")]
    [InlineData("e", 3_000_000, "other")]
    [InlineData("End turn", 1, "other")]
    [InlineData("4111111111111111", 1, "other")]
    public async Task Records_of_why_an_answer_ended_no_more_than_a_name(string told, int times, string recorded)
    {
        await using var rig = await GatewayRig.StartAsync("rules: [{ name: mask, on: both, then: mask, when: { findings: [CREDIT_CARD] } }]");
        told = string.Concat(Enumerable.Repeat(told, times));
        rig.Simulator.Replay(
            System.Text.Encoding.UTF8.GetBytes($$"""
                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"{{told}}"},"usage":{"output_tokens":1} }

                event: error
                data: {"type":"error","error":{"type":"{{told}}","message":"broken"} }


                """),
            "text/event-stream");
        using var stream = await rig.SendAsync(GatewayRig.Message("hello", stream: true));
        await stream.Content.ReadAsStringAsync(Cancellation);
        rig.Simulator.Replay(System.Text.Encoding.UTF8.GetBytes($$"""{"type":"error","stop_reason":"{{told}}","error":{"type":"{{told}}"} }"""), "application/json");
        using var whole = await rig.SendAsync(GatewayRig.Message("hello"));
        await whole.Content.ReadAsStringAsync(Cancellation);
        foreach (var response in new[] { stream, whole })
            Assert.Equal((recorded, recorded), (await rig.EndOfAsync(response)) is { Ended: var end } ? (end.StopReason, end.ErrorType) : default);
    }

    [Theory]
    [InlineData(100, "completed")]
    [InlineData(200, "refused")]
    public async Task Forwards_json_as_deep_as_it_is_read_and_refuses_what_is_deeper(int depth, string outcome)
    {
        await using var rig = await GatewayRig.StartAsync();
        var schema = string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);
        var body = GatewayRig.Message("hello").TrimEnd('}') + $",\"tools\":[{{\"name\":\"deep\",\"input_schema\":{schema}}}]}}";
        using var response = await rig.SendAsync(body);
        Assert.Equal(outcome, (await rig.EndOfAsync(response)).Ended.Outcome);
    }

    [Fact]
    public async Task Records_nothing_raw_of_what_stands_around_a_body()
    {
        const string Policy = "rules: [{ name: mask, on: both, then: mask, when: { findings: [EMAIL, PHONE, CREDIT_CARD] } }]";
        var key = "sk-" + "ant-api03-" + new string('a', 93) + "AA";
        await using var rig = await GatewayRig.StartAsync(Policy);
        var request = rig.Request(GatewayRig.Message("hello").Replace("claude-sonnet-4-5", "kim@example.com", StringComparison.Ordinal), "/v1/messages?to=kim%40example.com&p=%2B14155552671");
        request.Headers.TryAddWithoutValidation("saasgate-session", "run for kim@example.com");
        request.Headers.TryAddWithoutValidation("anthropic-beta", key);
        request.Headers.TryAddWithoutValidation("user-agent", "skill (kim@example.com)");
        request.Headers.TryAddWithoutValidation("traceparent", "kim@example.com");
        request.Content!.Headers.ContentType!.Parameters.Add(new System.Net.Http.Headers.NameValueHeaderValue("owner", "\"kim@example.com\""));
        using var response = await rig.Http.SendAsync(request, Cancellation);
        var started = (await rig.RecordOfAsync(response)).Single(frame => frame.Started is not null).Started;

        Assert.Matches(@"^to=\[EMAIL_\w+\]&p=\[PHONE_\w+\]$", started.Query);
        Assert.Matches(@"^run for \[EMAIL_\w+\]$", started.SessionName);
        Assert.Matches(@"^\[EMAIL_\w+\]$", started.Model);
        Assert.Matches(@"^application/json; owner=""\[EMAIL_\w+\]""$", started.ContentType);
        Assert.Matches(@"^\[API_KEY_\w+\]$", started.Headers.Single(header => header.Name == "anthropic-beta").Value);
        Assert.Matches(@"^skill \(\[EMAIL_\w+\]\)$", started.Headers.Single(header => header.Name == "user-agent").Value);
        Assert.Equal(("/v1/messages", ""), (started.Path, started.TraceParent));
        Assert.DoesNotContain("kim", started.ToString(), StringComparison.Ordinal);

        var sent = Assert.Single(rig.Simulator.Received.All);
        Assert.Contains("kim%40example.com", sent.Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_the_head_of_an_answer_without_values()
    {
        const string ContentType = "application/json; owner=\"kim@example.com\"";
        await using var rig = await GatewayRig.StartAsync("rules: [{ name: mask, on: response, then: mask, when: { findings: [EMAIL] } }]");
        rig.Simulator.Replay("{}"u8.ToArray(), ContentType);
        using var response = await rig.SendAsync(GatewayRig.Message("hello"));
        Assert.Equal(ContentType, response.Content.Headers.ContentType!.ToString());
        Assert.Matches(@"^application/json; owner=""\[EMAIL_\w+\]""$", (await rig.RecordOfAsync(response)).Single(frame => frame.Response is not null).Response.ContentType);
    }

    [Theory]
    [InlineData("/v1/models/kim@example.com", @"^/v1/models/\[EMAIL_\w+\]$")]
    [InlineData("/v1/models/claude-sonnet-4-5", "^/v1/models/claude-sonnet-4-5$")]
    public async Task Records_a_path_without_values(string path, string recorded)
    {
        await using var rig = await GatewayRig.StartAsync("rules: [{ name: mask, on: response, then: mask, when: { findings: [EMAIL] } }]");
        var request = rig.Request("", path, HttpMethod.Get);
        request.Headers.TryAddWithoutValidation("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        using var response = await rig.Http.SendAsync(request, Cancellation);
        var started = (await rig.RecordOfAsync(response)).Single(frame => frame.Started is not null).Started;
        Assert.Matches(recorded, started.Path);
        Assert.Equal("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", started.TraceParent);
    }

    [Theory]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true)]
    [InlineData("", false)]
    [InlineData("kim@example.com", false)]
    [InlineData("4111111111111111", false)]
    [InlineData("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", false)]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01", false)]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", false)]
    [InlineData("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", false)]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-kim", false)]
    public void Knows_a_trace_parent(string header, bool isOne) => Assert.Equal(isOne, Gateway.Recording.TraceContext.IsParent(header));

    [Fact]
    public async Task Records_after_a_restart_what_the_stop_before_left_open()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.Peer.Acknowledges = false;
        using var response = await rig.SendAsync(GatewayRig.Message("hello"));
        await rig.EndOfAsync(response);
        await rig.Gateway.DisposeAsync();
        rig.Peer.Acknowledges = true;
        await rig.StartGatewayAsync();
        await Bounded.UntilAsync(() => rig.Peer.Records.Items.Count(frame => frame.Ended is not null && frame.ExchangeId == response.Headers.GetValues("saasgate-exchange-id").Single()) > 1);
        Assert.DoesNotContain(rig.Peer.Records.Items, frame => frame.Ended?.Outcome == "interrupted");
    }
}
