using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using SaaSGate.TestKit;

namespace SaaSGate.EndToEnd.Tests.Failures;

/// <summary>A bounded number of callers, every second one of event streams, until stopped. No two requests are alike.</summary>
internal sealed class Load : IAsyncDisposable
{
    private const char HalfCharacter = '\uFFFD';
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromMilliseconds(20);
    private readonly Uri _gateway;
    private readonly string? _directives;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<Call> _calls = new();
    private readonly Task _callers;
    private int _started;

    /// <summary>Starts it.</summary>
    /// <param name="gateway">Whom to call.</param>
    /// <param name="key">With which key.</param>
    /// <param name="callers">How many call at once.</param>
    /// <param name="directives">What the simulator shall answer; short answers when absent.</param>
    public Load(Uri gateway, string key, int callers, string? directives = null)
    {
        (_gateway, _directives) = (gateway, directives);
        _http.DefaultRequestHeaders.Add("x-api-key", key);
        _http.DefaultRequestHeaders.Add("anthropic-version", "2023-06-01");
        _callers = Task.WhenAll(Enumerable.Range(0, callers).Select(caller => RunAsync(stream: caller % 2 == 0)));
    }

    public IReadOnlyCollection<Call> Calls => _calls;

    /// <summary>How many calls have started: what starts later has a higher number.</summary>
    public int Started => Volatile.Read(ref _started);

    /// <summary>Waits for a call that started after others and went as wished.</summary>
    public async Task UntilAsync(int after, Func<Call, bool> condition)
    {
        var cancellation = Bounded.Cancellation;
        while (!_calls.Any(call => call.Number > after && condition(call)))
            await Task.Delay(AfterRefusal, cancellation);
    }

    /// <summary>Lets calls that are under way end, and starts no more.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _callers.WaitAsync(Bounded.Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _http.CancelPendingRequests();
        await _callers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _http.Dispose();
        _stopping.Dispose();
    }

    private async Task RunAsync(bool stream)
    {
        while (!_stopping.IsCancellationRequested)
        {
            var call = await CallAsync(stream, Interlocked.Increment(ref _started));
            _calls.Enqueue(call);
            if (!call.IsServed)
                await Task.Delay(AfterRefusal, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Call> CallAsync(bool stream, int number)
    {
        var directive = _directives ?? (stream ? "deltas=40 delay=5ms" : "deltas=40 first=100ms");
        var body = string.Create(CultureInfo.InvariantCulture,
            $$"""{"model":"claude-sonnet-4-6","max_tokens":1024,"stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"[[sim: {{directive}}]] Größe 😀 {{number}} {{Guid.NewGuid()}}"}]}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_gateway, "/v1/messages")) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        HttpResponseMessage? answer = null;
        using var came = new MemoryStream();
        var whole = false;
        try
        {
            answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            await answer.Content.CopyToAsync(came);
            whole = true;
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException)
        {
            // The gateway died under it, or is not there: what came until then is what counts.
        }
        using (answer)
        {
            var exchange = answer is not null && answer.Headers.TryGetValues("saasgate-exchange-id", out var ids) ? ids.Single() : null;
            return new(number, (int)(answer?.StatusCode ?? 0), exchange, Encoding.UTF8.GetString(came.ToArray()).TrimEnd(HalfCharacter), whole);
        }
    }
}
