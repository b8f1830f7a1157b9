using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Gateway.Tests.Forwarding;

/// <summary>What an answer seals comes back to a Claude that signs its thinking and refuses it changed.</summary>
public sealed class SealTests
{
    private const string Address = "john@example.com", Thought = "The customer is john@example.com, I should answer at once.";

    private static CancellationToken Cancellation => Bounded.Cancellation;

    [Theory]
    [InlineData("label", true)]
    [InlineData("label", false)]
    [InlineData("partial", true)]
    [InlineData("drop", true)]
    [InlineData("seal", true)]
    [InlineData("seal", false)]
    public async Task Sends_signed_thinking_back_as_it_was_signed(string operation, bool stream)
    {
        await using var rig = await GatewayRig.StartAsync(Policy(operation));
        var question = $"[[sim: thinking=\"{Thought}\" cut=3 text=\"Written to {Address}.\"]]";
        using var first = await rig.SendAsync(GatewayRig.Message(question, stream));
        var answer = await first.Content.ReadAsStringAsync(Cancellation);
        Assert.DoesNotContain(Address, answer, StringComparison.Ordinal);
        var content = stream ? Assembled(answer) : JsonNode.Parse(answer)!["content"]!.AsArray();
        Assert.Matches(@"^The customer is \[EMAIL:sgs1\.[A-Za-z0-9_-]+\], I should answer at once\.$", content[0]!["thinking"]!.GetValue<string>());
        var kept = Recorded(await rig.RecordOfAsync(first));
        Assert.DoesNotContain(":sgs1.", kept, StringComparison.Ordinal);
        Assert.DoesNotContain(Address, kept, StringComparison.Ordinal);

        using var second = await rig.SendAsync(Conversation(question, content));

        Assert.True(second.StatusCode == HttpStatusCode.OK, await second.Content.ReadAsStringAsync(Cancellation));
        var received = JsonNode.Parse(rig.Simulator.Received.All[^1].BodyText())!["messages"]![1]!["content"]!;
        Assert.Equal(Thought, received[0]!["thinking"]!.GetValue<string>());
        Assert.Equal(operation == "seal", received[1]!["text"]!.GetValue<string>() == $"Written to {Address}.");
        var record = await rig.RecordOfAsync(second);
        var request = record[0].Started.RequestBody.ToStringUtf8();
        Assert.DoesNotContain(":sgs1.", request, StringComparison.Ordinal);
        Assert.DoesNotContain(Address, request, StringComparison.Ordinal);
        Assert.Matches(@"The customer is \[EMAIL_[0-9A-Z]{6}\], I should", request);
        Assert.Contains(record[0].Started.Findings, finding => finding is { Type: "EMAIL", Location: "/messages/1/content/0/thinking" });
    }

    [Fact]
    public async Task Is_refused_by_claude_where_thinking_was_changed()
    {
        await using var rig = await GatewayRig.StartAsync(Policy("seal"));
        var question = $"[[sim: thinking=\"{Thought}\" text=\"Done.\"]]";
        using var first = await rig.SendAsync(GatewayRig.Message(question));
        var content = JsonNode.Parse(await first.Content.ReadAsStringAsync(Cancellation))!["content"]!.AsArray();
        content[0]!["thinking"] = content[0]!["thinking"]!.GetValue<string>().Replace("EMAIL", "PHONE", StringComparison.Ordinal);

        using var second = await rig.SendAsync(Conversation(question, content));

        Assert.Equal(HttpStatusCode.BadRequest, second.StatusCode);
        Assert.Contains("Invalid `signature` in `thinking` block", await second.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Passes_redacted_thinking_untouched()
    {
        await using var rig = await GatewayRig.StartAsync(Policy("seal"));
        var question = $"[[sim: redacted=\"{Thought}\" text=\"Done.\"]]";
        using var first = await rig.SendAsync(GatewayRig.Message(question, stream: true));
        using var second = await rig.SendAsync(Conversation(question, Assembled(await first.Content.ReadAsStringAsync(Cancellation))));
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
    }

    [Fact]
    public async Task Digests_what_goes_to_claude()
    {
        await using var rig = await GatewayRig.StartAsync(Policy("seal"));
        using var first = await rig.SendAsync(GatewayRig.Message($"[[sim: text=\"{Address}\"]]"));
        var token = JsonNode.Parse(await first.Content.ReadAsStringAsync(Cancellation))!["content"]![0]!["text"]!.GetValue<string>();
        using var restored = await rig.SendAsync(GatewayRig.Message($"Write to {token}"));
        using var plain = await rig.SendAsync(GatewayRig.Message($"Write to {Address}"));
        Assert.Equal((await rig.RecordOfAsync(plain))[0].Started.RequestDigest, (await rig.RecordOfAsync(restored))[0].Started.RequestDigest);
        Assert.Equal(2, rig.Simulator.Received.All.Count(request => request.BodyText() == GatewayRig.Message($"Write to {Address}")));
    }

    [Fact]
    public async Task Shows_reviewers_a_label_and_sends_claude_the_value_that_they_approved()
    {
        await using var rig = await GatewayRig.StartAsync($$"""
            rules:
              - { name: addresses, on: both, when: { findings: [EMAIL] }, then: mask, with: seal }
              - { name: export, on: request, when: { text: 'export for {{Address}}' }, then: hold }
            """);
        using var first = await rig.SendAsync(GatewayRig.Message($"[[sim: text=\"{Address}\"]]"));
        var token = JsonNode.Parse(await first.Content.ReadAsStringAsync(Cancellation))!["content"]![0]!["text"]!.GetValue<string>();

        var sending = rig.SendAsync(GatewayRig.Message($"export for {token}"));
        var hold = await rig.Peer.Holds.WaitForAsync(_ => true, Cancellation);
        Assert.Contains("export for [EMAIL_", hold.View.ToStringUtf8(), StringComparison.Ordinal);
        Assert.DoesNotContain(token, hold.View.ToStringUtf8(), StringComparison.Ordinal);
        Assert.DoesNotContain(Address, hold.View.ToStringUtf8(), StringComparison.Ordinal);
        rig.Peer.Decide(hold, ApprovalState.Approved);

        using var response = await sending;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(GatewayRig.Message($"export for {Address}"), rig.Simulator.Received.All[^1].BodyText());
        Assert.Equal(hold.Digest, (await rig.RecordOfAsync(response))[0].Started.RequestDigest);
        Assert.DoesNotContain(rig.Peer.Records.Items, frame => frame.ToString().Contains(Address, StringComparison.Ordinal) || frame.ToString().Contains(":sgs1.", StringComparison.Ordinal));
        Assert.DoesNotContain(rig.Logged, line => line.Contains(Address, StringComparison.Ordinal) || line.Contains(":sgs1.", StringComparison.Ordinal));
    }

    private static string Policy(string operation) =>
        $"rules: [{{ name: addresses, on: both, when: {{ findings: [EMAIL] }}, then: mask, with: {operation} }}]";

    private static string Conversation(string question, JsonArray answer) => new JsonObject
    {
        ["model"] = "claude-sonnet-4-5",
        ["max_tokens"] = 256,
        ["messages"] = new JsonArray(
            new JsonObject { ["role"] = "user", ["content"] = question },
            new JsonObject { ["role"] = "assistant", ["content"] = answer.DeepClone() },
            new JsonObject { ["role"] = "user", ["content"] = "Thank you." }),
    }.ToJsonString();

    /// <summary>The blocks of a stream, as an SDK puts them together.</summary>
    private static JsonArray Assembled(string stream)
    {
        var blocks = new JsonArray();
        foreach (var line in stream.Split('\n').Where(line => line.StartsWith("data:", StringComparison.Ordinal)))
        {
            var data = JsonNode.Parse(line[5..])!;
            if (data["content_block"] is { } block)
                blocks.Add(block.DeepClone());
            foreach (var (name, part) in data["delta"] as JsonObject ?? [])
                if (name is "text" or "thinking" or "signature")
                    blocks[data["index"]!.GetValue<int>()]![name] = blocks[data["index"]!.GetValue<int>()]![name]!.GetValue<string>() + part!.GetValue<string>();
        }
        return blocks;
    }

    private static string Recorded(IEnumerable<RecordFrame> frames) =>
        Encoding.UTF8.GetString([.. frames.Where(frame => frame.Chunk is not null).SelectMany(frame => frame.Chunk.Data.ToByteArray())]);
}
