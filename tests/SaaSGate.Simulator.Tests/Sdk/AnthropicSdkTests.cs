using System.Text.Json;
using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using SaaSGate.Simulator.Received;
using SaaSGate.Simulator.Tests.Support;
using Xunit;

namespace SaaSGate.Simulator.Tests.Sdk;

/// <summary>The official SDK, unchanged but for base URL and key, takes the simulator for Claude.</summary>
public sealed class AnthropicSdkTests : SimulatorTest
{
    [Fact]
    public async Task Gets_a_message()
    {
        using var client = NewClient();
        var message = await client.Messages.Create(Parameters("[[sim: text=\"Hello from the other side.\"]]"), Cancellation);
        message.Validate();
        Assert.True(message.Content[0].TryPickText(out var text));
        Assert.Equal("Hello from the other side.", text.Text);
        Assert.Equal(7, message.Usage.OutputTokens);
        var received = Simulator.Received.All[0];
        Assert.Equal("2026-10-21", received.Header("anthropic-version"));
        Assert.Equal("Bearer sk-test", received.Header("authorization"));
        Assert.Null(received.Header("x-api-key"));
    }

    [Fact]
    public async Task Streams_text()
    {
        using var client = NewClient();
        var text = "";
        var types = new HashSet<string>();
        await foreach (var e in client.Messages.CreateStreaming(Parameters("[[sim: text=\"Größe: 😀 done\" cut=2 pings=3]]"), Cancellation))
        {
            types.Add(e.Json.GetProperty("type").GetString()!);
            if (e.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickText(out var part))
                text += part.Text;
        }

        Assert.Equal("Größe: 😀 done", text);
        Assert.Superset(new HashSet<string> { "message_start", "content_block_delta", "message_delta", "message_stop" }, types);
    }

    [Fact]
    public async Task Streams_the_input_of_a_tool()
    {
        using var client = NewClient();
        var input = "";
        await foreach (var e in client.Messages.CreateStreaming(Parameters("""[[sim: tool=send_email input={"to":"a@b.example","body":"\"ü\" 😀"}]]"""), Cancellation))
        {
            if (e.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickInputJson(out var part))
                input += part.PartialJson;
        }

        Assert.Equal("\"ü\" 😀", JsonDocument.Parse(input).RootElement.GetProperty("body").GetString());
    }

    [Fact]
    public async Task Thinks_and_sends_the_thinking_back()
    {
        using var client = NewClient();
        var parameters = Parameters("Hello [[sim: text=\"Hi.\"]]") with { Thinking = new ThinkingConfigEnabled { BudgetTokens = 1024 }, MaxTokens = 2048 };
        var first = await client.Messages.Create(parameters, Cancellation);
        Assert.True(first.Content[0].TryPickThinking(out var thinking));
        var next = await client.Messages.Create(NextTurn(parameters, thinking), Cancellation);
        Assert.NotEqual(first.ID, next.ID);
        var changed = ThinkingBlock.FromRawUnchecked(new Dictionary<string, JsonElement>(thinking.RawData) { ["thinking"] = JsonSerializer.SerializeToElement("else") });
        var refused = await Assert.ThrowsAsync<AnthropicBadRequestException>(() => client.Messages.Create(NextTurn(parameters, changed), Cancellation));
        Assert.Contains("Invalid `signature` in `thinking` block", refused.Message);
    }

    [Theory]
    [InlineData(400, typeof(AnthropicBadRequestException))]
    [InlineData(401, typeof(AnthropicUnauthorizedException))]
    [InlineData(403, typeof(AnthropicForbiddenException))]
    [InlineData(404, typeof(AnthropicNotFoundException))]
    [InlineData(429, typeof(AnthropicRateLimitException))]
    [InlineData(500, typeof(Anthropic5xxException))]
    [InlineData(529, typeof(AnthropicOverloadedException))]
    public async Task Maps_errors(int status, System.Type exception)
    {
        using var client = NewClient();
        var thrown = await Assert.ThrowsAsync(exception, () => client.Messages.Create(Parameters($"[[sim: error={status}]]"), Cancellation));
        Assert.Equal(status, (int)Assert.IsAssignableFrom<AnthropicApiException>(thrown).StatusCode);
    }

    [Fact]
    public async Task Retries_what_may_be_retried()
    {
        using var client = NewClient(retries: 2);
        var message = await client.Messages.Create(Parameters("[[sim: error=429 times=2 retry_after=0 text=\"At last.\"]]"), Cancellation);
        Assert.True(message.Content[0].TryPickText(out var text));
        Assert.Equal("At last.", text.Text);
        foreach (var sequence in (long[])[1, 2, 3])
            await SettledAsync(sequence);
        Assert.Equal([429, 429, 200], Simulator.Received.All.Select(request => request.Status));
    }

    [Fact]
    public async Task Throws_on_an_error_in_mid_stream()
    {
        using var client = NewClient();
        var deltas = 0;
        var thrown = await Assert.ThrowsAnyAsync<AnthropicException>(async () =>
        {
            await foreach (var e in client.Messages.CreateStreaming(Parameters("[[sim: deltas=9 error_mid=overloaded_error after=3]]"), Cancellation))
                deltas += e.TryPickContentBlockDelta(out _) ? 1 : 0;
        });
        Assert.Equal(3, deltas);
        Assert.Contains("verloaded", thrown.ToString());
    }

    [Fact]
    public async Task Can_leave_a_stream()
    {
        using var client = NewClient();
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in client.Messages.CreateStreaming(Parameters("[[sim: deltas=9 delay=10m]]"), leave.Token))
                await leave.CancelAsync();
        });
        await Simulator.Received.WaitForAsync(request => request.State == ReceivedState.Abandoned, Cancellation);
    }

    [Fact]
    public async Task Counts_tokens_and_lists_models()
    {
        using var client = NewClient();
        var count = await client.Messages.CountTokens(
            new MessageCountTokensParams { Model = "claude-sonnet-4-6", Messages = [new UserMessageParam("How long is this?")] }, Cancellation);
        Assert.True(count.InputTokens > 0);
        var models = await client.Models.List(cancellationToken: Cancellation);
        Assert.Contains(models.Items, model => model.ID == "claude-sonnet-4-6");
    }

    private AnthropicClient NewClient(int retries = 0) => new() { BaseUrl = Simulator.BaseUrl.ToString(), ApiKey = "sk-test", MaxRetries = retries };

    private static MessageCreateParams Parameters(string prompt) =>
        new() { Model = "claude-sonnet-4-5-20250929", MaxTokens = 1024, Messages = [new UserMessageParam(prompt)] };

    private static MessageCreateParams NextTurn(MessageCreateParams parameters, ThinkingBlock thinking) => parameters with
    {
        Messages =
        [
            .. parameters.Messages,
            new AssistantMessageParam(new List<ContentBlockParam> { new ThinkingBlockParam { Thinking = thinking.Thinking, Signature = thinking.Signature } }),
            new UserMessageParam("Go on."),
        ],
    };
}
