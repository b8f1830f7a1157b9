using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace SaaSGate.Benchmarks.Throughput;

/// <summary>Sends requests over a fixed number of connections, one after the other on each, and reads every answer to its end.</summary>
internal sealed class Load : IDisposable
{
    private const int MostRequests = 200_000;
    private readonly HttpMessageInvoker _http;
    private readonly Door _door;
    private readonly int _connections;
    private readonly Uri _target;

    public Load(Door door, int connections)
    {
        (_door, _connections, _target) = (door, connections, new Uri(door.Address, "/v1/messages"));
        _http = new(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            MaxConnectionsPerServer = connections,
        });
    }

    /// <summary>One whole answer, for comparison.</summary>
    public async Task<byte[]> AskAsync(ReadOnlyMemory<byte> body)
    {
        using var request = Request(body);
        using var response = await _http.SendAsync(request, CancellationToken.None);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsByteArrayAsync();
    }

    /// <summary>Each request's time in stopwatch ticks, sorted, and how long all took.</summary>
    /// <exception cref="InvalidOperationException">An answer was not the expected one.</exception>
    public async Task<(long[] Times, TimeSpan Elapsed)> RunAsync(ReadOnlyMemory<byte> body, byte[] expected, TimeSpan time)
    {
        // Connections are made before the clock starts.
        await Task.WhenAll(Enumerable.Range(0, _connections).Select(_ => AskAsync(body)));
        var began = Stopwatch.GetTimestamp();
        var workers = await Task.WhenAll(Enumerable.Range(0, _connections).Select(_ => Task.Run(() => RepeatAsync(body, expected, time))));
        var elapsed = Stopwatch.GetElapsedTime(began);
        long[] all = [.. workers.SelectMany(times => times)];
        Array.Sort(all);
        return (all, elapsed);
    }

    public void Dispose() => _http.Dispose();

    private async Task<List<long>> RepeatAsync(ReadOnlyMemory<byte> body, byte[] expected, TimeSpan time)
    {
        var times = new List<long>(1 << 14);
        var buffer = new byte[32 * 1024];
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < time && times.Count < MostRequests / _connections;)
        {
            var began = Stopwatch.GetTimestamp();
            await AskAsync(body, expected, buffer);
            times.Add(Stopwatch.GetTimestamp() - began);
        }
        return times;
    }

    private async Task AskAsync(ReadOnlyMemory<byte> body, byte[] expected, byte[] buffer)
    {
        using var request = Request(body);
        using var response = await _http.SendAsync(request, CancellationToken.None);
        if (response.StatusCode != HttpStatusCode.OK)
            throw new InvalidOperationException($"{_door.Name} answered {response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        await using var stream = await response.Content.ReadAsStreamAsync();
        var at = 0;
        while (await stream.ReadAsync(buffer) is > 0 and var read)
        {
            if (at + read > expected.Length || !buffer.AsSpan(0, read).SequenceEqual(expected.AsSpan(at, read)))
                throw new InvalidOperationException($"{_door.Name} gave an answer that differs from the upstream's.");
            at += read;
        }
        if (at != expected.Length)
            throw new InvalidOperationException($"{_door.Name} broke off after {at} of {expected.Length} bytes.");
    }

    private HttpRequestMessage Request(ReadOnlyMemory<byte> body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, _target) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("x-api-key", _door.Key);
        request.Headers.TryAddWithoutValidation("anthropic-version", "2023-06-01");
        request.Headers.TryAddWithoutValidation("user-agent", "Anthropic/Benchmark");
        request.Headers.TryAddWithoutValidation("accept", "application/json");
        return request;
    }
}
