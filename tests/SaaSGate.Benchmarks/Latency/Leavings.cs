using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using SaaSGate.Benchmarks.Processes;

namespace SaaSGate.Benchmarks.Latency;

/// <summary>
/// Many streams of one skill that flow, and what ends them: a lock, its key that is revoked, the directory or the identity provider that says that the skill's owner has left.
/// The clock runs from before the request to the end of each stream.
/// </summary>
internal sealed class Leavings : IDisposable
{
    private const string Prompt = "[[sim: deltas=2000 delay=100ms]]";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2), Pause = TimeSpan.FromMilliseconds(20);
    private readonly HttpClient _streams = new(new SocketsHttpHandler { UseProxy = false }, disposeHandler: true);
    private readonly HttpClient _api, _scim;
    private readonly Uri _gateway, _portal;
    private readonly string _database;
    private int _number;

    public Leavings(Product product)
    {
        (_gateway, _portal, _database) = (product.Gateway, product.Portal, product.Facts.GetProperty("postgres").GetString()!);
        var demo = product.Facts.GetProperty("demo");
        _api = Client(new(product.Portal, "/api/v1/"), demo.GetProperty("apiToken").GetString()!);
        _scim = Client(new(product.Portal, "/scim/v2/"), demo.GetProperty("scimToken").GetString()!);
    }

    /// <summary>Runs each, each time with a person and a skill of its own.</summary>
    /// <param name="admin">Who connects the identity provider.</param>
    /// <param name="runs">How often.</param>
    /// <param name="streams">How many streams are open.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IReadOnlyList<Timings>> RunAsync(PortalPerson admin, int runs, int streams, CancellationToken cancellation)
    {
        await using var transmitter = await Transmitter.StartAsync(admin, _database, cancellation);
        Timings locked = new($"lock, {streams} streams"), revoked = new($"key, {streams} streams"), left = new($"SCIM, {streams} streams"), disabled = new($"RISC, {streams} streams");
        for (var run = 0; run < runs; run++)
        {
            await CutAsync(locked, streams, (leaver, cancel) => _api.PostAsJsonAsync($"skills/{leaver.Skill}/stop", new { reason = "measured" }, cancel), cancellation);
            await CutAsync(revoked, streams, (leaver, cancel) => _api.DeleteAsync(new Uri($"skills/{leaver.Skill}/keys/{leaver.KeyId}", UriKind.Relative), cancel), cancellation);
            await CutAsync(left, streams, (leaver, cancel) => _scim.PatchAsync(
                $"Users/{leaver.Person}", new StringContent("""{"Operations":[{"op":"Replace","path":"active","value":"False"}]}""", Encoding.UTF8, "application/scim+json"), cancel), cancellation);
            await CutAsync(disabled, streams, (leaver, cancel) => _streams.PostAsync(new Uri(_portal, transmitter.PushTo), transmitter.AccountDisabled(leaver.Address), cancel), cancellation);
        }

        return [locked, revoked, left, disabled];
    }

    public void Dispose()
    {
        _streams.Dispose();
        _api.Dispose();
        _scim.Dispose();
    }

    private async Task CutAsync(Timings timings, int streams, Func<Leaver, CancellationToken, Task<HttpResponseMessage>> stop, CancellationToken outer)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(outer);
        patience.CancelAfter(Patience);
        var cancellation = patience.Token;
        var leaver = await LeaverAsync(cancellation);
        var began = 0L;
        var flowing = new List<Task>();
        var ends = new List<Task<long>>();
        for (var i = 0; i < streams; i++)
        {
            var flows = new TaskCompletionSource();
            flowing.Add(flows.Task);
            ends.Add(Task.Run(() => ReadAsync(leaver.Key, flows, cancellation), cancellation));
        }

        await Task.WhenAll(flowing);
        began = Stopwatch.GetTimestamp();
        using var answer = await stop(leaver, cancellation);
        answer.EnsureSuccessStatusCode();
        foreach (var end in await Task.WhenAll(ends))
            timings.Add(Stopwatch.GetElapsedTime(began, end));
    }

    /// <summary>When the stream ended.</summary>
    private async Task<long> ReadAsync(string key, TaskCompletionSource flows, CancellationToken cancellation)
    {
        try
        {
            using var answer = await SendAsync(key, Prompt, stream: true, cancellation);
            answer.EnsureSuccessStatusCode();
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellation));
            while (await reader.ReadLineAsync(cancellation) is { } line && !line.Contains("content_block_delta", StringComparison.Ordinal))
            {
            }

            flows.TrySetResult();
            var rest = await reader.ReadToEndAsync(cancellation);
            var ended = Stopwatch.GetTimestamp();
            return rest.Contains("\"stopped\"", StringComparison.Ordinal) ? ended : throw new InvalidOperationException("A stream ended by itself, not by the stop.");
        }
        catch (Exception failed)
        {
            flows.TrySetException(failed);
            throw;
        }
    }

    private async Task<Leaver> LeaverAsync(CancellationToken cancellation)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"leaver{++_number}-{Guid.NewGuid():n}@bench.example");
        var person = (await PostAsync(_scim, "Users", new { userName = name, active = true }, cancellation)).GetProperty("id").GetString()!;
        var connections = await _api.GetFromJsonAsync<JsonElement>("connections", cancellation);
        var connection = connections.GetProperty("items").EnumerateArray().Single(item => item.GetProperty("name").GetString() == "claude-live").GetProperty("id").GetString();
        var skill = (await PostAsync(_api, "skills", new { name, purpose = "measured", ownerUserId = person, connectionId = connection }, cancellation)).GetProperty("id").GetString()!;
        var made = await PostAsync(_api, $"skills/{skill}/keys", new { expiresInDays = 1 }, cancellation);
        var key = made.GetProperty("key").GetString()!;
        while (true)
        {
            using var answer = await SendAsync(key, "Is anybody there?", stream: false, cancellation);
            if (answer.IsSuccessStatusCode)
                return new(person, name, skill, made.GetProperty("id").GetString()!, key);
            if (answer.StatusCode != HttpStatusCode.Unauthorized)
                throw new InvalidOperationException($"The gateway answered {answer.StatusCode}.");
            await Task.Delay(Pause, cancellation);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(string key, string text, bool stream, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_gateway, "/v1/messages"));
        request.Content = JsonContent.Create(new { model = "claude-sonnet-4-5", max_tokens = 4096, stream, messages = new[] { new { role = "user", content = text } } });
        request.Headers.Add("x-api-key", key);
        request.Headers.Add("anthropic-version", "2023-06-01");
        return await _streams.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, object body, CancellationToken cancellation)
    {
        using var answer = await client.PostAsJsonAsync(path, body, cancellation);
        return answer.IsSuccessStatusCode
            ? await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation)
            : throw new InvalidOperationException($"{path} answered {answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}");
    }

    private static HttpClient Client(Uri address, string token)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }, disposeHandler: true) { BaseAddress = address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private sealed record Leaver(string Person, string Address, string Skill, string KeyId, string Key);
}
