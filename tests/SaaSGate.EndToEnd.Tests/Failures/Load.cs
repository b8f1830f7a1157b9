using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SaaSGate.TestKit;

namespace SaaSGate.EndToEnd.Tests.Failures;

/// <summary>A bounded number of callers, each of one kind of call, until stopped. No two requests are alike.</summary>
internal sealed class Load : IAsyncDisposable
{
    private const int ReadBeforeHangingUp = 1500;
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromMilliseconds(20), Impatience = TimeSpan.FromMilliseconds(50);

    /// <summary>What callers do who behave, over a Claude that does.</summary>
    private static readonly CallKind[] Calm = [CallKind.Stream, CallKind.Plain];

    /// <summary>And with those who hang up, and a Claude that breaks off.</summary>
    private static readonly CallKind[] Mixed = [CallKind.Stream, CallKind.Plain, CallKind.Stream, CallKind.HungUp, CallKind.Plain, CallKind.BrokenOff, CallKind.Stream, CallKind.HungUpEarly];

    private readonly Uri _gateway;
    private readonly string? _directives;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<Call> _calls = new();
    private readonly Task _callers;
    private int _started, _served;

    /// <summary>Starts it.</summary>
    /// <param name="gateway">Whom to call.</param>
    /// <param name="key">With which key.</param>
    /// <param name="callers">How many call at once.</param>
    /// <param name="directives">What the simulator shall answer; short answers when absent.</param>
    /// <param name="mixed">Also with callers who hang up and answers that break off; and half of the callers name their session.</param>
    public Load(Uri gateway, string key, int callers, string? directives = null, bool mixed = false)
    {
        (_gateway, _directives) = (gateway, directives);
        _http.DefaultRequestHeaders.Add("x-api-key", key);
        _http.DefaultRequestHeaders.Add("anthropic-version", "2023-06-01");
        _callers = Task.WhenAll(Enumerable.Range(0, callers).Select(caller =>
            RunAsync(mixed ? Mixed[caller % Mixed.Length] : Calm[caller % Calm.Length], mixed && caller < callers / 2 ? $"caller {caller}" : null)));
    }

    public IReadOnlyCollection<Call> Calls => _calls;

    /// <summary>How many calls have started: what starts later has a higher number.</summary>
    public int Started => Volatile.Read(ref _started);

    /// <summary>How many calls went as wished.</summary>
    public int Served => Volatile.Read(ref _served);

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

    private async Task RunAsync(CallKind kind, string? session)
    {
        while (!_stopping.IsCancellationRequested)
        {
            var call = await CallAsync(kind, session, Interlocked.Increment(ref _started));
            _calls.Enqueue(call);
            if (call.IsServed)
                Interlocked.Increment(ref _served);
            else
                await Task.Delay(AfterRefusal, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Call> CallAsync(CallKind kind, string? session, int number)
    {
        var stream = kind is not (CallKind.Plain or CallKind.HungUpEarly);
        var directive = _directives ?? (kind == CallKind.BrokenOff ? "deltas=40 delay=5ms truncate after=20" : stream ? "deltas=40 delay=5ms" : "deltas=40 first=100ms");
        var body = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $$"""{"model":"claude-sonnet-4-6","max_tokens":1024,"stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"[[sim: {{directive}}]] Größe 😀 {{number}} {{Guid.NewGuid()}}"}]}"""));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_gateway, "/v1/messages")) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        if (session is not null)
            request.Headers.Add("saasgate-session", session);
        using var impatience = new CancellationTokenSource(kind == CallKind.HungUpEarly ? Impatience : Timeout.InfiniteTimeSpan);
        HttpResponseMessage? answer = null;
        using var came = new MemoryStream();
        var whole = false;
        try
        {
            answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, impatience.Token);
            whole = await ReadAsync(answer, came, kind == CallKind.HungUp ? ReadBeforeHangingUp : long.MaxValue, impatience.Token);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException)
        {
            // The gateway died under it, or is not there, or nobody wanted it any more: what came until then is what counts.
        }
        using (answer)
        {
            var exchange = answer is not null && answer.Headers.TryGetValues("saasgate-exchange-id", out var ids) ? ids.Single() : null;
            return new(number, kind, Convert.ToHexStringLower(SHA256.HashData(body)), (int)(answer?.StatusCode ?? 0), exchange, Encoding.UTF8.GetString(came.ToArray()), whole);
        }
    }

    /// <summary>Reads to the end, or hangs up behind a number of bytes; whether it came to the end.</summary>
    private static async Task<bool> ReadAsync(HttpResponseMessage answer, MemoryStream came, long most, CancellationToken cancellation)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        var piece = new byte[4096];
        while (came.Length < most)
        {
            if (await body.ReadAsync(piece, cancellation) is not (> 0 and var read))
                return true;
            came.Write(piece, 0, read);
        }
        return false;
    }
}
