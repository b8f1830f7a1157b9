using System.Text.Json.Nodes;
using SaaSGate.Simulator.Tests.Support;
using Xunit;

namespace SaaSGate.Simulator.Tests.Messages;

public sealed class MessageRulesTests : SimulatorTest
{
    public static TheoryData<string, string> Wrong => new()
    {
        { "{}", "model: Field required" },
        { """{"model":"claude-sonnet-4-6"}""", "messages: Field required" },
        { """{"model":"claude-sonnet-4-6","messages":[]}""", "max_tokens: Field required" },
        { """{"model":"claude-sonnet-4-6","max_tokens":1,"messages":[]}""", "messages: at least one message is required" },
        { """{"model":"claude-sonnet-4-6","max_tokens":1,"messages":{}}""", "messages: Input should be a valid array" },
        { """{"model":5,"max_tokens":1,"messages":[]}""", "model: Input should be a valid string" },
        { """{"model":"claude-sonnet-4-6","max_tokens":0,"messages":[]}""", "max_tokens: Input should be greater than or equal to 1" },
        { """{"model":"claude-sonnet-4-6","max_tokens":"1","messages":[]}""", "max_tokens: Input should be a valid integer" },
        { """{"model":"claude-3-haiku-20240307","max_tokens":5000,"messages":[]}""",
            "max_tokens: 5000 > 4096, which is the maximum allowed number of output tokens for claude-3-haiku-20240307" },
        { """{"model":"claude-sonnet-4-6","max_tokens":1,"stream":"yes","messages":[]}""", "stream: Input should be a valid boolean" },
        { """{"model":"claude-sonnet-4-6","max_tokens":1,"temperature":2,"messages":[]}""", "temperature: range: 0..1" },
        { """{"model":"claude-sonnet-4-6","max_tokens":2000,"thinking":{"type":"enabled","budget_tokens":2000},"messages":[]}""",
            "`max_tokens` must be greater than `thinking.budget_tokens`." },
        { """{"model":"claude-sonnet-4-6","max_tokens":2000,"thinking":{"type":"enabled","budget_tokens":5},"messages":[]}""",
            "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024" },
        { """{"model":"claude-sonnet-4-6","max_tokens":1,"tools":[{"name":"a"}],"messages":[]}""", "tools.0.custom.input_schema: Field required" },
        { """{"model":"claude-sonnet-4-6","max_tokens":1,"tool_choice":"any","messages":[]}""", "tool_choice.type: Field required" },
    };

    public static TheoryData<string, string> WrongMessages => new()
    {
        { """[{"content":"a"}]""", "messages.0.role: Field required" },
        { """[{"role":"user"}]""", "messages.0.content: Field required" },
        { """[{"role":"tool","content":"a"}]""", "messages: Unexpected role \"tool\". Allowed roles are \"user\", \"assistant\" or \"system\"." },
        { """[{"role":"assistant","content":"a"}]""", "messages: first message must use the \"user\" role" },
        { """[{"role":"user","content":""}]""", "messages.0: all messages must have non-empty content except for the optional final assistant message" },
        { """[{"role":"user","content":[{"text":"a"}]}]""", "messages.0.content.0.type: Field required" },
        { """[{"role":"user","content":[{"type":"text","text":""}]}]""", "messages: text content blocks must be non-empty" },
        { """[{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1"}]}]""",
            "messages.0.content.0: unexpected `tool_use_id` found in `tool_result` blocks: toolu_1. "
            + "Each `tool_result` block must have a corresponding `tool_use` block in the previous message." },
        { """[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"a","input":{}}]},{"role":"user","content":"b"}]""",
            "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: toolu_1. "
            + "Each `tool_use` block must have a corresponding `tool_result` block in the next message." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Refuses_what_Claude_refuses(string body, string message) =>
        Assert.Equal(("invalid_request_error", message), ErrorOf(await JsonAsync(await PostAsync(body), 400)));

    [Theory]
    [MemberData(nameof(WrongMessages))]
    public async Task Refuses_messages_that_Claude_refuses(string messages, string message) =>
        Assert.Equal(("invalid_request_error", message),
            ErrorOf(await JsonAsync(await PostAsync($$"""{"model":"claude-sonnet-4-6","max_tokens":9,"messages":{{messages}}}"""), 400)));

    [Theory]
    [InlineData("{\"model\":")]
    [InlineData("not json")]
    [InlineData("")]
    public async Task Refuses_what_is_not_JSON(string body) =>
        Assert.StartsWith("The request body is not valid JSON: ", ErrorOf(await JsonAsync(await PostAsync(body), 400)).Message);

    [Theory]
    [InlineData("""{"role":"user","content":"a"}""", ""","temperature":1""", "temperature: Extra inputs are not permitted")]
    [InlineData("""{"role":"user","content":"a"}""", ""","top_k":5""", "top_k: Extra inputs are not permitted")]
    [InlineData("""{"role":"user","content":[{"type":"text","text":"a","citations":[{}]}]}""", "", "messages.0.content.0.text.citations: Extra inputs are not permitted")]
    [InlineData("""{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"document"}]}""", "",
        "messages.1.content.0: `document` blocks are not permitted in `assistant` messages")]
    public async Task Refuses_in_the_newest_version_what_older_ones_take(string messages, string more, string message)
    {
        var body = $$"""{"model":"claude-sonnet-4-6","max_tokens":9,"messages":[{{messages}}]{{more}}}""";
        await JsonAsync(await PostAsync(body));
        Client.DefaultRequestHeaders.Remove("anthropic-version");
        Client.DefaultRequestHeaders.Add("anthropic-version", "2026-10-21");
        Assert.Equal(message, ErrorOf(await JsonAsync(await PostAsync(body), 400)).Message);
    }

    [Theory]
    [InlineData("claude-sonet-4-5", 404)]
    [InlineData("claude-does-not-exist", 404)]
    [InlineData("gpt-4", 404)]
    [InlineData("claude-sonnet-4-5", 200)]
    [InlineData("claude-3-5-haiku-latest", 200)]
    public async Task Knows_the_families_of_models(string model, int status)
    {
        var body = Ask("Hello", maxTokens: 100);
        body["model"] = model;
        var answer = await JsonAsync(await PostAsync(body), status);
        if (status == 404)
            Assert.Equal(("not_found_error", $"model: {model}"), ErrorOf(answer));
        else
            Assert.Equal(model, answer.GetProperty("model").GetString());
    }

    [Fact]
    public async Task Counts_tokens_without_max_tokens()
    {
        var body = Ask(new string('x', 400));
        body.Remove("max_tokens");
        body.Remove("stream");
        var count = await JsonAsync(await PostAsync(body, "/v1/messages/count_tokens"));
        Assert.InRange(count.GetProperty("input_tokens").GetInt32(), 100, 130);
        body["messages"] = new JsonArray();
        Assert.Equal("messages: at least one message is required", ErrorOf(await JsonAsync(await PostAsync(body, "/v1/messages/count_tokens"), 400)).Message);
    }
}
