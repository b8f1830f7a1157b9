using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SaaSGate.Simulator.Received;
using SaaSGate.Simulator.Tests.Support;
using Xunit;

namespace SaaSGate.Simulator.Tests.Received;

public sealed class ReceivedRequestsTests : SimulatorTest
{
    private readonly string _log = Path.Combine(Path.GetTempPath(), $"received-{Guid.NewGuid():n}", "received.jsonl");

    protected override SimulatorOptions Options => new() { ReceivedLog = _log, MaxReceived = 5, MaxReceivedBytes = 2000 };

    [Fact]
    public async Task Remembers_exactly_what_came()
    {
        var body = Encoding.UTF8.GetBytes("{ \"odd\" :\t\"white  space\"}\r\n");
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("anthropic-beta", "files-api-2025-04-14");
        using var response = await Client.PostAsync("/v1/messages?beta=true&x=%2F%20a", content, Cancellation);
        var received = Assert.Single(Simulator.Received.All);
        Assert.Equal("POST", received.Method);
        Assert.Equal("/v1/messages?beta=true&x=%2F%20a", received.Target);
        Assert.Equal("/v1/messages", received.Path);
        Assert.Equal(body, received.Body!.Value.ToArray());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(body)), received.Sha256);
        Assert.Equal("files-api-2025-04-14", received.Header("Anthropic-Beta"));
        Assert.Equal("sk-test", received.Header("x-api-key"));
        Assert.Equal(response.Headers.GetValues("request-id").Single(), received.RequestId);
        Assert.True(Simulator.Received.Saw("white  space"));
        Assert.True(Simulator.Received.Saw("x=%2F%20a"));
        Assert.False(Simulator.Received.Saw("grey"));
    }

    [Fact]
    public async Task Remembers_refused_requests_and_forgets_on_request()
    {
        await JsonAsync(await PostAsync("nonsense"), 400);
        var first = await SettledAsync(1);
        Assert.Equal((400, ReceivedState.Answered), (first.Status, first.State));
        Assert.Single(Simulator.Received.All);
        Simulator.Received.Clear();
        Assert.Empty(Simulator.Received.All);
        await AnswerAsync("Hello");
        Assert.Equal(2, Assert.Single(Simulator.Received.All).Sequence);
    }

    [Fact]
    public async Task Keeps_to_its_budgets()
    {
        for (var i = 0; i < 4; i++)
            await JsonAsync(await PostAsync($"{i}{new string('x', 999)}"), 400);
        Assert.Equal([false, false, true, true], Simulator.Received.All.Select(request => request.Body is not null));
        Assert.Equal(2, Simulator.Received.BodiesDropped);
        Assert.All(Simulator.Received.All, request => Assert.Equal(1000, request.Length));
        for (var i = 0; i < 4; i++)
            await JsonAsync(await PostAsync("x"), 400);
        Assert.Equal([4, 5, 6, 7, 8], Simulator.Received.All.Select(request => request.Sequence));
        Assert.Equal(3, Simulator.Received.Dropped);
        Assert.Throws<InvalidOperationException>(() => Simulator.Received.Saw("x"));
    }

    [Fact]
    public async Task Has_a_line_in_the_log_before_the_answer_starts()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages?beta=true") { Content = JsonContent.Create(Ask("[[sim: deltas=1 delay=10m]]", true)) };
        using var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await using var file = new FileStream(_log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        var line = JsonDocument.Parse((await reader.ReadLineAsync(Cancellation))!).RootElement;
        Assert.Equal("/v1/messages?beta=true", line.GetProperty("target").GetString());
        Assert.Equal(Simulator.Received.All[0].Sha256, line.GetProperty("sha256").GetString());
        Assert.Equal("x-api-key", line.GetProperty("credential").GetString());
        Assert.Equal("2023-06-01", line.GetProperty("headers").GetProperty("anthropic-version").GetString());
        Assert.DoesNotContain("sk-test", line.GetRawText());
    }

    [Fact]
    public async Task Tells_by_HTTP_what_it_received_and_clears_it()
    {
        await AnswerAsync("Hello");
        await AnswerAsync("Goodbye");
        await SettledAsync(1);
        var lines = await LinesAsync("/_simulator/received");
        Assert.Equal(2, lines.Length);
        Assert.Equal("answered", lines[0].GetProperty("state").GetString());
        Assert.Equal(200, lines[0].GetProperty("status").GetInt32());
        var second = lines[1].GetProperty("sequence").GetInt64();
        Assert.Equal(second, Assert.Single(await LinesAsync("/_simulator/received?after=1")).GetProperty("sequence").GetInt64());
        Assert.Contains("Goodbye", await Client.GetStringAsync(string.Create(CultureInfo.InvariantCulture, $"/_simulator/received/{second}/body"), Cancellation));
        using var cleared = await Client.DeleteAsync("/_simulator/received", Cancellation);
        Assert.Equal(204, (int)cleared.StatusCode);
        Assert.Empty(await LinesAsync("/_simulator/received"));
    }

    private async Task<JsonElement[]> LinesAsync(string path) =>
    [
        .. (await Client.GetStringAsync(path, Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement),
    ];
}
