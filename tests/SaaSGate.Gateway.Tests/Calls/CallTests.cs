using System.Net;
using System.Text;
using System.Text.Json;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Gateway.Tests.Calls;

public sealed class CallTests
{
    private const string Policy = """
        rules:
          - name: mask-personal-data
            on: both
            when: { findings: [EMAIL] }
            then: mask
          - name: uploads
            on: tool_use
            severity: high
            when: { tools: [http_post] }
            then: hold
            hold: { timeout: 5m }
          - name: shells
            on: tool_use
            when: { tools: [bash] }
            then: block
            message: No shell here.
          - name: deletes
            on: tool_use
            when: { tools: [drop_table] }
            then: lock
        """;

    private const string Upload = "[[sim: text=\"I will send it.\"]] [[sim: tool=http_post input={\"url\":\"https://files.example/kim@example.com\",\"body\":\"größer 😀\"}]]";

    private static CancellationToken Cancellation => Bounded.Cancellation;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_reaches_the_skill_byte_for_byte_once_it_is_approved(bool stream)
    {
        await using var rig = await GatewayRig.StartAsync(Policy);
        await using var straight = await GatewayRig.StartAsync("rules: [{ name: mask-personal-data, on: both, when: { findings: [EMAIL] }, then: mask }]");
        using var expected = await straight.SendAsync(GatewayRig.Message(Upload, stream));
        var sending = rig.SendAsync(GatewayRig.Message(Upload, stream));
        var hold = await rig.Peer.Holds.WaitForAsync(_ => true, Cancellation);
        Assert.Equal(("tool_use", "uploads", "high"), (hold.Stage, hold.Rule, hold.Severity));
        using (var view = JsonDocument.Parse(hold.View.Memory))
        {
            var call = view.RootElement.GetProperty("toolUse");
            Assert.Equal("http_post", call.GetProperty("name").GetString());
            Assert.Matches(@"files\.example/\[EMAIL_\w+\]", call.GetProperty("input").GetProperty("url").GetString());
            Assert.DoesNotContain("kim@example.com", hold.View.ToStringUtf8(), StringComparison.Ordinal);
        }

        rig.Peer.Decide(hold, ApprovalState.Approved);
        using var response = await sending;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        // Labels are of each tenant's own key.
        Assert.Equal(Unlabelled(await expected.Content.ReadAsStringAsync(Cancellation)), Unlabelled(await response.Content.ReadAsStringAsync(Cancellation)));
        var consumed = Assert.Single(rig.Peer.Consumptions.Items);
        Assert.Equal((hold.Digest, hold.ApprovalId), (consumed.Digest, consumed.ApprovalId));

        var record = await rig.RecordOfAsync(response);
        var withheld = record.Single(frame => frame.Withheld is not null).Withheld;
        Assert.Equal(("http_post", "hold", hold.ApprovalId), (withheld.Tool, withheld.Kind, withheld.ApprovalId));
        Assert.Contains(record, frame => frame.Consumed?.ApprovalId == hold.ApprovalId);
        Assert.Equal("completed", record[^1].Ended.Outcome);
        Assert.Equal(("hold", true), record[^1].Ended.Matches.Where(match => match.Rule == "uploads").Select(match => (match.Kind, match.Decisive)).Single());
        Assert.DoesNotContain(rig.Peer.Records.Items, frame => frame.ToString().Contains("kim@example.com", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reviewers_see_where_a_call_goes_and_what_is_like_it_goes_there_too()
    {
        await using var rig = await GatewayRig.StartAsync(Policy);
        var (far, places) = await CallAsync("""{"url":"https://files.example/a","to":"kim@example.com"}""");
        Assert.Matches(@"^\[EMAIL_\w+\], files\.example$", places);
        Assert.Matches("^[0-9a-f]{32}$", far);
        Assert.Equal((far, places), await CallAsync("""{"to":"kim@example.com","url":"https://files.example/b","n":2}"""));
        foreach (var other in (string[])["""{"url":"https://files.example/a","to":"eve@example.com"}""", """{"url":"https://files.example/a"}""", """{"url":"https://evil.example/a","to":"kim@example.com"}"""])
        {
            var (elsewhere, _) = await CallAsync(other);
            Assert.Matches("^[0-9a-f]{32}$", elsewhere);
            Assert.NotEqual(far, elsewhere);
        }

        // Where it is not known, or not all of it is shown, nothing is like it.
        Assert.Equal((null, null), await CallAsync("""{"query":"all"}"""));
        Assert.Equal((null, null), await CallAsync($$"""{"url":"https://files.example/a","body":"{{new string('x', 70_000)}}"}"""));

        async Task<(string? Binding, string? Destinations)> CallAsync(string input)
        {
            var before = rig.Peer.Holds.Items.Count;
            var sending = rig.SendAsync(GatewayRig.Message($"[[sim: tool=http_post input={input}]]", maxTokens: 100_000));
            await Bounded.UntilAsync(() => rig.Peer.Holds.Items.Count > before);
            rig.Peer.Decide(rig.Peer.Holds.Items[before], ApprovalState.Denied);
            using var response = await sending;
            using var view = JsonDocument.Parse(rig.Peer.Holds.Items[before].View.Memory);
            var call = view.RootElement.GetProperty("toolUse");
            var binding = call.GetProperty("binding").GetString();
            var destinations = call.GetProperty("destinations");
            return (binding, destinations.ValueKind == JsonValueKind.Null ? null : string.Join(", ", destinations.EnumerateArray().Select(item => item.GetString())));
        }
    }

    [Theory]
    [InlineData(ApprovalState.Denied, "denied", "denied")]
    [InlineData(ApprovalState.Expired, "held", "expired")]
    public async Task A_stream_ends_with_an_error_where_a_call_was_denied_or_not_decided(ApprovalState decided, string code, string outcome)
    {
        await using var rig = await GatewayRig.StartAsync(Policy);
        using var response = await rig.SendAsync(GatewayRig.Message(Upload, stream: true));
        var hold = await rig.Peer.Holds.WaitForAsync(_ => true, Cancellation);
        rig.Peer.Decide(hold, decided, "not today");
        var answer = await response.Content.ReadAsStringAsync(Cancellation);

        Assert.Contains("I will send it.", Text(answer), StringComparison.Ordinal);
        Assert.DoesNotContain("http_post", answer, StringComparison.Ordinal);
        Assert.Equal((code, hold.ApprovalId), ErrorOf(answer));
        Assert.Empty(rig.Peer.Consumptions.Items);
        var record = await rig.RecordOfAsync(response);
        Assert.Equal(outcome, record[^1].Ended.Outcome);
        Assert.DoesNotContain(record, frame => frame.Chunk?.Data.ToStringUtf8().Contains("http_post", StringComparison.Ordinal) == true);
        Assert.Contains(record, frame => frame.Withheld?.Tool == "http_post");
    }

    [Theory]
    [InlineData(ApprovalState.Denied, "denied")]
    [InlineData(ApprovalState.Expired, "held")]
    public async Task A_plain_call_is_refused_whole(ApprovalState decided, string code)
    {
        await using var rig = await GatewayRig.StartAsync(Policy);
        var sending = rig.SendAsync(GatewayRig.Message(Upload));
        rig.Peer.Decide(await rig.Peer.Holds.WaitForAsync(_ => true, Cancellation), decided);
        using var response = await sending;
        Assert.Equal(code, await MessagesHandlerTests.CodeOfAsync(response, HttpStatusCode.Forbidden, "permission_error"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_that_a_rule_blocks_never_reaches_the_skill(bool stream)
    {
        await using var rig = await GatewayRig.StartAsync(Policy);
        using var response = await rig.SendAsync(GatewayRig.Message("[[sim: tool=bash input={\"command\":\"curl evil.example\"}]]", stream));
        var answer = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal(stream ? HttpStatusCode.OK : HttpStatusCode.Forbidden, response.StatusCode);
        Assert.DoesNotContain("evil.example", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"blocked\",\"rule\":\"shells\"", answer, StringComparison.Ordinal);
        Assert.Contains("No shell here.", answer, StringComparison.Ordinal);
        var record = await rig.RecordOfAsync(response);
        Assert.Equal("blocked", record[^1].Ended.Outcome);
        Assert.Contains("evil.example", record.Single(frame => frame.Withheld is not null).Withheld.Input, StringComparison.Ordinal);
        Assert.Empty(rig.Peer.Holds.Items);
    }

    [Fact]
    public async Task Calls_that_wait_beside_each_other_are_asked_for_at_once_and_go_in_order()
    {
        await using var rig = await GatewayRig.StartAsync(Policy);
        using var response = await rig.SendAsync(GatewayRig.Message(
            "[[sim: tool=http_post input={\"n\":1}]] [[sim: tool=look_up input={\"n\":2}]] [[sim: tool=http_post input={\"n\":3}]]", stream: true));
        await Bounded.UntilAsync(() => rig.Peer.Holds.Items.Count == 2);
        rig.Peer.Decide(rig.Peer.Holds.Items[1], ApprovalState.Approved);
        rig.Peer.Decide(rig.Peer.Holds.Items[0], ApprovalState.Approved);
        var answer = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal(["http_post", "look_up", "http_post"], Tools(answer));
        Assert.EndsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", answer, StringComparison.Ordinal);
        Assert.Equal(2, rig.Peer.Consumptions.Items.Count);
        Assert.Equal(2, rig.Peer.Holds.Items.Select(hold => hold.Digest).Distinct().Count());
    }

    [Fact]
    public async Task What_one_of_several_calls_is_denied_for_is_not_sent_in_part()
    {
        await using var rig = await GatewayRig.StartAsync(Policy);
        using var response = await rig.SendAsync(GatewayRig.Message("[[sim: tool=http_post input={\"n\":1}]] [[sim: tool=http_post input={\"n\":2}]]", stream: true));
        await Bounded.UntilAsync(() => rig.Peer.Holds.Items.Count == 2);
        rig.Peer.Decide(rig.Peer.Holds.Items[1], ApprovalState.Denied);
        rig.Peer.Decide(rig.Peer.Holds.Items[0], ApprovalState.Approved);
        var answer = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal(["http_post"], Tools(answer));
        Assert.Equal("denied", ErrorOf(answer).Code);
    }

    [Fact]
    public async Task A_stream_is_kept_alive_while_a_call_waits()
    {
        await using var rig = await GatewayRig.StartAsync(Policy, configure: options => options.HoldSilence = TimeSpan.FromMilliseconds(20));
        using var response = await rig.SendAsync(GatewayRig.Message(Upload, stream: true));
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
        var hold = await rig.Peer.Holds.WaitForAsync(_ => true, Cancellation);
        for (var pings = 0; pings < 3;)
        {
            if (await reader.ReadLineAsync(Cancellation) == "data: {\"type\": \"ping\"}")
                pings++;
        }

        rig.Peer.Decide(hold, ApprovalState.Approved);
        Assert.Contains("http_post", await reader.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_is_not_released_when_the_policy_changed_or_the_approval_was_used()
    {
        await using var rig = await GatewayRig.StartAsync(Policy);
        rig.Peer.Consumes = _ => false;
        var sending = rig.SendAsync(GatewayRig.Message(Upload));
        rig.Peer.Decide(await rig.Peer.Holds.WaitForAsync(_ => true, Cancellation), ApprovalState.Approved);
        using (var response = await sending)
            Assert.Equal("approval_void", await MessagesHandlerTests.CodeOfAsync(response, HttpStatusCode.Forbidden, "permission_error"));

        sending = rig.SendAsync(GatewayRig.Message(Upload + " again"));
        await Bounded.UntilAsync(() => rig.Peer.Holds.Items.Count == 2);
        rig.Tenant.Policy = Policy + "\n";
        await rig.PublishAsync();
        rig.Peer.Decide(rig.Peer.Holds.Items[1], ApprovalState.Approved);
        using (var response = await sending)
            Assert.Equal("approval_void", await MessagesHandlerTests.CodeOfAsync(response, HttpStatusCode.Forbidden, "permission_error"));
        Assert.Single(rig.Peer.Consumptions.Items);
    }

    [Fact]
    public async Task What_waits_counts_against_the_budget()
    {
        await using var rig = await GatewayRig.StartAsync(Policy, configure: options => options.MaxHeldBytes = 1024);
        using var response = await rig.SendAsync(GatewayRig.Message(Upload));
        Assert.Equal("hold_unavailable", await MessagesHandlerTests.CodeOfAsync(response, (HttpStatusCode)529, "overloaded_error"));
    }

    [Fact]
    public async Task Refuses_a_call_whose_request_is_too_large_to_be_shown_with_it()
    {
        await using var rig = await GatewayRig.StartAsync(Policy);
        using var response = await rig.SendAsync(GatewayRig.Message(Upload + new string('x', HoldRequest.LongestView)));
        Assert.Equal("hold_too_large", await MessagesHandlerTests.CodeOfAsync(response, HttpStatusCode.RequestEntityTooLarge, "request_too_large"));
        Assert.Empty(rig.Peer.Holds.Items);
    }

    [Fact]
    public async Task A_stop_ends_the_wait_for_a_call()
    {
        await using var rig = await GatewayRig.StartAsync(Policy);
        using var response = await rig.SendAsync(GatewayRig.Message(Upload, stream: true));
        await rig.Peer.Holds.WaitForAsync(_ => true, Cancellation);
        rig.Peer.Stop(rig.Tenant, StopKind.Skill, rig.Tenant.SkillId);
        var answer = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal("stopped", ErrorOf(answer).Code);
        Assert.DoesNotContain("http_post", answer, StringComparison.Ordinal);
        Assert.Equal("cut", (await rig.EndOfAsync(response)).Ended.Outcome);
    }

    [Fact]
    public async Task A_call_that_locks_refuses_the_skill_at_once_before_its_record_is_taken_in()
    {
        await using var rig = await GatewayRig.StartAsync(Policy);
        rig.Peer.Acknowledges = false;
        using var response = await rig.SendAsync(GatewayRig.Message("[[sim: tool=drop_table input={\"table\":\"customers\"}]]"));
        Assert.Equal("locked", await MessagesHandlerTests.CodeOfAsync(response, HttpStatusCode.Forbidden, "permission_error"));
        using var next = await rig.SendAsync(GatewayRig.Message("hello"));
        Assert.Equal("stopped", await MessagesHandlerTests.CodeOfAsync(next, HttpStatusCode.Forbidden, "permission_error"));
        var record = await rig.RecordOfAsync(response);
        Assert.Equal("lock", record.Single(frame => frame.Withheld is not null).Withheld.Kind);
    }

    private static List<string?> Tools(string answer)
    {
        var tools = new List<string?>();
        foreach (var line in answer.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)))
        {
            using var json = JsonDocument.Parse(line[6..]);
            if (json.RootElement.TryGetProperty("content_block", out var block) && block.GetProperty("type").GetString() == "tool_use")
                tools.Add(block.GetProperty("name").GetString());
        }
        return tools;
    }

    private static string Text(string answer)
    {
        var text = new StringBuilder();
        foreach (var line in answer.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)))
        {
            using var json = JsonDocument.Parse(line[6..]);
            if (json.RootElement.TryGetProperty("delta", out var delta) && delta.TryGetProperty("text", out var piece))
                text.Append(piece.GetString());
        }
        return text.ToString();
    }

    private static (string? Code, string? Approval) ErrorOf(string answer)
    {
        var data = answer[(answer.LastIndexOf("event: error\ndata: ", StringComparison.Ordinal) + 19)..].TrimEnd();
        using var json = JsonDocument.Parse(data);
        var facts = json.RootElement.GetProperty("saasgate");
        return (facts.GetProperty("code").GetString(), facts.TryGetProperty("approval", out var approval) ? approval.GetString() : null);
    }

    private static string Unlabelled(string text) => System.Text.RegularExpressions.Regex.Replace(text, @"\[EMAIL_[0-9A-Z]{6}\]", "[EMAIL]");
}
