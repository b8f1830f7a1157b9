using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using SaaSGate.Simulator.Received;

namespace SaaSGate.Benchmarks.Latency;

/// <summary>Plays what is timed, over and over: a held call that is approved, and a stream that is cut.</summary>
internal sealed class Scenes : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30), Pause = TimeSpan.FromMilliseconds(5);
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }, disposeHandler: true);
    private readonly ILatencyStack _stack;
    private readonly ReceivedRequests _received;
    private readonly int _open;
    private int _number;

    /// <param name="stack">What is measured.</param>
    /// <param name="received">What arrived upstream.</param>
    /// <param name="open">Streams that are open at a stop.</param>
    public Scenes(ILatencyStack stack, ReceivedRequests received, int open) => (_stack, _received, _open) = (stack, received, open);

    public async Task<IReadOnlyList<Timings>> RunAsync(int runs, CancellationToken cancellation)
    {
        Timings inbox = new("hold to inbox"), upstream = new("decision to upstream"), cut = new("stop to cut");
        for (var run = 0; run < runs; run++)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(Patience);
            await HoldAsync(inbox, upstream, patience.Token);
            await StopAsync(cut, patience.Token);
        }
        return [inbox, upstream, cut];
    }

    /// <summary>Streams that a stop broke off without an error event: the gateway gives its last words a second.</summary>
    public int Wordless { get; private set; }

    public void Dispose() => _http.Dispose();

    /// <summary>From sending the call to the reviewer's inbox; from the decision to the last byte of the call upstream.</summary>
    private async Task HoldAsync(Timings inbox, Timings upstream, CancellationToken cancellation)
    {
        var text = $"export all, number {++_number}.";
        _received.Clear();
        var waiting = _stack.InboxAsync(text, cancellation);
        var began = Stopwatch.GetTimestamp();
        var answering = SendAsync(text, stream: false, cancellation);
        if (await Task.WhenAny(waiting, answering) == answering)
            throw new InvalidOperationException($"The gateway answered {(await answering).StatusCode} and held nothing.");
        var approval = await waiting;
        inbox.AddSince(began);

        var arriving = _received.WaitForAsync(static _ => true, cancellation);
        began = Stopwatch.GetTimestamp();
        await _stack.ApproveAsync(approval, cancellation);
        await arriving;
        upstream.AddSince(began);
        using var answer = await answering;
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>From the stop to the end of each stream that was flowing.</summary>
    private async Task StopAsync(Timings cut, CancellationToken cancellation)
    {
        // A single one flows fast; many, as fast as people read.
        var text = _open == 1 ? "[[sim: deltas=5000 delay=5ms]]" : "[[sim: deltas=5000 delay=100ms]]";
        var streams = await Task.WhenAll(Enumerable.Range(0, _open).Select(_ => OpenAsync(text, cancellation)));
        var readings = streams.Select(stream => Task.Run(() => EndAsync(stream.Reader, cancellation))).ToList();
        var began = Stopwatch.GetTimestamp();
        await _stack.StopSkillAsync(cancellation);
        foreach (var reading in readings)
        {
            var (rest, at) = await reading;
            cut.Add(began, at);
            if (rest is null)
                Wordless++;
            else if (!rest.Contains("\"stopped\"", StringComparison.Ordinal))
                throw new InvalidOperationException("The stream ended by itself, not by the stop.");
        }
        foreach (var (answer, reader) in streams)
        {
            reader.Dispose();
            answer.Dispose();
        }
        await ResumeAsync(cancellation);
    }

    /// <summary>The rest of a stream and when it ended; null where it was broken off before its error event was out.</summary>
    private static async Task<(string? Words, long At)> EndAsync(StreamReader reader, CancellationToken cancellation)
    {
        try
        {
            return (await reader.ReadToEndAsync(cancellation), Stopwatch.GetTimestamp());
        }
        catch (IOException)
        {
            return (null, Stopwatch.GetTimestamp());
        }
    }

    /// <summary>A stream of which the first words have come.</summary>
    private async Task<(HttpResponseMessage Answer, StreamReader Reader)> OpenAsync(string text, CancellationToken cancellation)
    {
        var answer = await SendAsync(text, stream: true, cancellation);
        answer.EnsureSuccessStatusCode();
        var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellation));
        while (await reader.ReadLineAsync(cancellation) is { } line && !line.Contains("content_block_delta", StringComparison.Ordinal))
        {
        }
        return (answer, reader);
    }

    /// <summary>Lifts the stop and waits until it is lifted where it counts.</summary>
    private async Task ResumeAsync(CancellationToken cancellation)
    {
        await _stack.ResumeSkillAsync(cancellation);
        while (true)
        {
            using var answer = await SendAsync("Is anybody there?", stream: false, cancellation);
            if (answer.IsSuccessStatusCode)
                return;
            if (answer.StatusCode != HttpStatusCode.Forbidden)
                throw new InvalidOperationException($"The gateway answered {answer.StatusCode}.");
            await Task.Delay(Pause, cancellation);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(string text, bool stream, CancellationToken cancellation)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { model = "claude-sonnet-4-5", max_tokens = 1024, stream, messages = new[] { new { role = "user", content = text } } });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_stack.Gateway, "/v1/messages"));
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        request.Headers.Add("x-api-key", _stack.SkillKey);
        request.Headers.Add("anthropic-version", "2023-06-01");
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }
}
