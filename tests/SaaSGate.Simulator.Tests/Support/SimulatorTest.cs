using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SaaSGate.Simulator.Received;
using Xunit;

namespace SaaSGate.Simulator.Tests.Support;

/// <summary>A simulator of its own for each test, on a real socket, and a client for it.</summary>
public abstract class SimulatorTest : IAsyncLifetime
{
    private static readonly SocketsHttpHandler Handler = new() { AllowAutoRedirect = false };

    protected SimulatorHost Simulator { get; private set; } = null!;

    protected HttpClient Client { get; private set; } = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Overridden by classes that want another simulator.</summary>
    protected virtual SimulatorOptions Options => new();

    public async ValueTask InitializeAsync()
    {
        Simulator = await SimulatorHost.StartAsync(Options, cancellation: Cancellation);
        Client = new HttpClient(Handler, disposeHandler: false) { BaseAddress = Simulator.BaseUrl };
        Client.DefaultRequestHeaders.Add("x-api-key", "sk-test");
        Client.DefaultRequestHeaders.Add("anthropic-version", "2023-06-01");
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Client.Dispose();
        await Simulator.DisposeAsync();
    }

    protected static JsonObject Ask(string prompt, bool stream = false, int maxTokens = 4096) => new()
    {
        ["model"] = "claude-sonnet-4-5-20250929",
        ["max_tokens"] = maxTokens,
        ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt }),
        ["stream"] = stream,
    };

    protected Task<HttpResponseMessage> PostAsync(JsonNode body, string path = "/v1/messages") => Client.PostAsJsonAsync(path, body, Cancellation);

    protected async Task<HttpResponseMessage> PostAsync(string body, string path = "/v1/messages")
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await Client.PostAsync(path, content, Cancellation);
    }

    /// <summary>The JSON of an answer, which must have the status.</summary>
    protected static async Task<JsonElement> JsonAsync(HttpResponseMessage response, int status = 200)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(Cancellation);
            Assert.True(status == (int)response.StatusCode, $"{(int)response.StatusCode}: {text}");
            return JsonDocument.Parse(text).RootElement;
        }
    }

    protected async Task<JsonElement> AnswerAsync(string prompt) => await JsonAsync(await PostAsync(Ask(prompt)));

    protected async Task<IReadOnlyList<SseEvent>> StreamAsync(string prompt)
    {
        using var response = await PostAsync(Ask(prompt, stream: true));
        Assert.Equal(200, (int)response.StatusCode);
        return SseEvent.ReadAll(await response.Content.ReadAsStringAsync(Cancellation));
    }

    /// <summary>A request whose outcome is noted, by its place in the order of arrival. The caller may have the last byte of an answer a moment earlier.</summary>
    protected Task<ReceivedRequest> SettledAsync(long sequence) =>
        Simulator.Received.WaitForAsync(request => request.Sequence == sequence && request.State != ReceivedState.Open, Cancellation);

    /// <summary>The first text block.</summary>
    protected static string TextOf(JsonElement message) =>
        message.GetProperty("content").EnumerateArray().First(block => block.GetProperty("type").GetString() == "text").GetProperty("text").GetString()!;

    protected static (string Type, string Message) ErrorOf(JsonElement body)
    {
        Assert.Equal("error", body.GetProperty("type").GetString());
        Assert.StartsWith("req_011C", body.GetProperty("request_id").GetString());
        var error = body.GetProperty("error");
        return (error.GetProperty("type").GetString()!, error.GetProperty("message").GetString()!);
    }
}
