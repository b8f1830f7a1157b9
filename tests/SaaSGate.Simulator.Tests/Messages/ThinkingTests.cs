using System.Text.Json.Nodes;
using SaaSGate.Simulator.Tests.Support;
using Xunit;

namespace SaaSGate.Simulator.Tests.Messages;

public sealed class ThinkingTests : SimulatorTest
{
    [Fact]
    public async Task Takes_its_own_thinking_back_and_refuses_it_changed()
    {
        var first = await AnswerAsync("[[sim: thinking=\"Ask priya@brightwell.example first.\" text=\"Done.\"]]");
        var thinking = JsonNode.Parse(first.GetProperty("content")[0].GetRawText())!.AsObject();
        Assert.Equal("Ask priya@brightwell.example first.", (string?)thinking["thinking"]);
        await JsonAsync(await PostAsync(NextTurn(thinking)));

        thinking["thinking"] = "Ask [EMAIL_7KQ2] first.";
        var (type, message) = ErrorOf(await JsonAsync(await PostAsync(NextTurn(thinking)), 400));
        Assert.Equal("invalid_request_error", type);
        Assert.Equal("messages.1.content.0: Invalid `signature` in `thinking` block", message);
    }

    [Fact]
    public async Task Streams_thinking_before_text_with_the_same_signature_as_plain()
    {
        var events = await StreamAsync("[[sim: thinking=\"Hm, let me see.\" text=\"Yes.\"]]");
        Assert.Equal("Hm, let me see.", string.Concat(SseEvent.Deltas(events, "thinking_delta", "thinking")));
        var signature = Assert.Single(SseEvent.Deltas(events, "signature_delta", "signature"));
        var plain = await AnswerAsync("[[sim: thinking=\"Hm, let me see.\" text=\"Yes.\"]]");
        Assert.Equal(plain.GetProperty("content")[0].GetProperty("signature").GetString(), signature);
        Assert.Equal(["thinking", "text"], plain.GetProperty("content").EnumerateArray().Select(block => block.GetProperty("type").GetString()));
    }

    [Theory]
    [InlineData("""{"type":"enabled","budget_tokens":1024}""", true)]
    [InlineData("""{"type":"adaptive"}""", true)]
    [InlineData("""{"type":"disabled"}""", false)]
    public async Task Thinks_when_the_request_asks(string thinking, bool expected)
    {
        var body = Ask("Hello");
        body["thinking"] = JsonNode.Parse(thinking);
        var answer = await JsonAsync(await PostAsync(body));
        Assert.Equal(expected, answer.GetProperty("content")[0].GetProperty("type").GetString() == "thinking");
    }

    [Fact]
    public async Task Takes_redacted_thinking_back_and_refuses_it_changed()
    {
        var first = await AnswerAsync("[[sim: redacted text=\"Done.\"]]");
        var redacted = JsonNode.Parse(first.GetProperty("content")[0].GetRawText())!.AsObject();
        Assert.Equal("redacted_thinking", (string?)redacted["type"]);
        await JsonAsync(await PostAsync(NextTurn(redacted)));
        redacted["data"] = "AAAA" + ((string)redacted["data"]!)[4..];
        Assert.Equal("messages.1.content.0: Invalid `data` in `redacted_thinking` block", ErrorOf(await JsonAsync(await PostAsync(NextTurn(redacted)), 400)).Message);
    }

    private static JsonObject NextTurn(JsonObject thinking) => new()
    {
        ["model"] = "claude-sonnet-4-5-20250929",
        ["max_tokens"] = 100,
        ["messages"] = new JsonArray(
            new JsonObject { ["role"] = "user", ["content"] = "Hello" },
            new JsonObject { ["role"] = "assistant", ["content"] = new JsonArray(thinking.DeepClone(), new JsonObject { ["type"] = "text", ["text"] = "Done." }) },
            new JsonObject { ["role"] = "user", ["content"] = "Thanks" }),
    };
}
