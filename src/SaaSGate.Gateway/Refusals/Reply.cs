using System.Globalization;
using System.IO.Pipelines;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Forwarding;
using SaaSGate.Gateway.Recording;

namespace SaaSGate.Gateway.Refusals;

/// <summary>
/// The answer to the skill. Whatever it sends is written to the exchange's record first, where there is one; a refusal takes
/// the form that the answer so far allows: a status and a body, or an error event, or a broken connection.
/// </summary>
internal sealed class Reply(HttpContext context, string exchangeId, TimeProvider clock)
{
    private DurableExchange? _exchange;
    private Task<FlushResult>? _sending;
    private bool _isStream;

    /// <summary>See <see cref="GatewayOptions.LastWords"/>.</summary>
    public required TimeSpan LastWords { get; init; }

    /// <summary>The exchange that is answered now.</summary>
    public string ExchangeId { get; private set; } = exchangeId;

    public bool HasStarted => context.Response.HasStarted;

    /// <summary>From here on everything that is sent is recorded in this exchange.</summary>
    public void RecordIn(DurableExchange exchange, string sessionId, string decision)
    {
        _exchange = exchange;
        if (context.Response.HasStarted)
        {
            // The head that went out with the exchange before is this one's too.
            exchange.ResponseStarted(new ResponseStarted { Status = context.Response.StatusCode, ContentType = context.Response.ContentType ?? "" });
            return;
        }
        var headers = context.Response.Headers;
        headers["saasgate-session-id"] = sessionId;
        headers["saasgate-decision"] = decision;
    }

    /// <summary>The exchange so far has ended unanswered; the answer will be that of another.</summary>
    public void GoOnAs(string nextExchangeId) => (_exchange, ExchangeId) = (null, nextExchangeId);

    /// <summary>Takes over Claude's head. Does nothing when a held stream has begun already.</summary>
    public void Begin(HttpResponseMessage upstream, long? contentLength)
    {
        if (context.Response.HasStarted)
            return;
        var recorded = new ResponseStarted { Status = (int)upstream.StatusCode, ContentType = Masked(upstream.Content.Headers.ContentType?.ToString() ?? "") };
        context.Response.StatusCode = recorded.Status;
        TakeOver(upstream.Headers.NonValidated, recorded);
        TakeOver(upstream.Content.Headers.NonValidated, recorded);
        Begin(recorded, contentLength);
    }

    /// <summary>Begins an event stream before Claude has answered, for a request that waits.</summary>
    public void BeginStream()
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers["request-id"] = ExchangeId;
        Begin(new ResponseStarted { Status = StatusCodes.Status200OK, ContentType = context.Response.ContentType }, contentLength: null);
    }

    /// <summary>Records bytes of the answer, then sends and flushes them.</summary>
    /// <param name="data">What the skill gets.</param>
    /// <param name="recorded">What the record holds of it: labels where the skill gets tokens.</param>
    /// <param name="cancellation">Ends it.</param>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> data, ReadOnlyMemory<byte> recorded, CancellationToken cancellation)
    {
        _exchange?.Chunk(recorded);
        await SendAsync(data, cancellation);
    }

    /// <summary>As <see cref="WriteAsync"/>, with the record fdatasynced before the bytes leave: for the final event.</summary>
    public async ValueTask WriteDurablyAsync(ReadOnlyMemory<byte> data, ReadOnlyMemory<byte> recorded, CancellationToken cancellation)
    {
        await RecordDurablyAsync(recorded);
        await SendAsync(data, cancellation);
    }

    /// <summary>Sends the head now, though there is no byte of the body yet.</summary>
    public async Task FlushHeadAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        await SentAsync(context.Response.BodyWriter.FlushAsync(CancellationToken.None), cancellation);
    }

    /// <summary>Refuses, in whatever form is still possible. Never throws for a client that has gone.</summary>
    public async Task RefuseAsync(Refusal refusal)
    {
        _exchange?.Refusing();
        try
        {
            if (!context.Response.HasStarted)
                BeginRefusal(refusal);
            else if (!_isStream)
                throw new OperationCanceledException("The body has begun and is not a stream: only breaking off is honest.");
            var error = _isStream ? ClaudeError.Event(refusal, ExchangeId) : ClaudeError.Body(refusal, ExchangeId);
            await RecordDurablyAsync(error);
            // The skill's time begins here: however long the disk took, it is told.
            if (_sending is { } before)
                await before.WaitAsync(LastWords, clock, context.RequestAborted);
            using var late = new CancellationTokenSource(LastWords, clock);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, late.Token);
            await SendAsync(error, patience.Token);
        }
        catch (Exception gone) when (gone is OperationCanceledException or TimeoutException or IOException or RecordingException)
        {
            context.Abort();
        }
    }

    /// <summary>True when the answer must end as Claude's did, in the middle: the handler then throws <see cref="BrokenAnswerException"/>.</summary>
    public bool MustBreak { get; private set; }

    /// <summary>Ends the answer in the middle, after what was sent.</summary>
    public void Break() => MustBreak = true;

    private void TakeOver(HttpHeadersNonValidated upstream, ResponseStarted recorded)
    {
        foreach (var (name, values) in upstream)
        {
            if (!UpstreamHeaders.IsReturned(name))
                continue;
            var (one, lowerName) = (values.ToString(), name.ToLowerInvariant());
            context.Response.Headers[name] = values.Count == 1 ? one : values.ToArray();
            if (lowerName == "request-id")
                recorded.RequestId = Masked(one);
            if (lowerName != "content-type")
                recorded.Headers.Add(new HeaderRecord { Name = lowerName, Value = Masked(one) });
        }
    }

    private string Masked(string header) => _exchange?.Inspected.Request.Skill.Entry.Inspector.MaskText(header) ?? header;

    private void BeginRefusal(Refusal refusal)
    {
        var headers = context.Response.Headers;
        var (session, decision) = (headers["saasgate-session-id"], headers["saasgate-decision"]);
        context.Response.Clear();
        context.Response.StatusCode = refusal.Problem.Status;
        if (session.Count > 0)
            (headers["saasgate-session-id"], headers["saasgate-decision"]) = (session, decision);
        else
            headers["saasgate-decision"] = "refuse";
        headers["request-id"] = ExchangeId;
        headers["x-should-retry"] = refusal.Retry ? "true" : "false";
        if (refusal.RetryAfterSeconds is { } seconds)
            headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        var body = ClaudeError.Body(refusal, ExchangeId);
        context.Response.ContentType = "application/json";
        _isStream = false;
        Begin(new ResponseStarted { Status = refusal.Problem.Status, ContentType = "application/json" }, body.Length);
    }

    private void Begin(ResponseStarted recorded, long? contentLength)
    {
        context.Response.Headers["saasgate-exchange-id"] = ExchangeId;
        context.Response.ContentLength = contentLength;
        _isStream = recorded.ContentType.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase);
        _exchange?.ResponseStarted(recorded);
    }

    private async ValueTask RecordDurablyAsync(ReadOnlyMemory<byte> recorded)
    {
        if (_exchange is not { } exchange)
            return;
        exchange.Chunk(recorded);
        await exchange.SyncAsync();
    }

    private ValueTask SendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return SentAsync(context.Response.BodyWriter.WriteAsync(data, CancellationToken.None), cancellation);
    }

    /// <summary>
    /// Waits for what goes out, and for no longer than it may. It is never cancelled itself: the server breaks the connection then, and of a stop nothing could be
    /// said any more. So it may still be going out when this throws, and last words wait for it.
    /// </summary>
    private async ValueTask SentAsync(ValueTask<FlushResult> sending, CancellationToken cancellation)
    {
        FlushResult sent;
        if (sending.IsCompleted)
        {
            sent = await sending;
        }
        else
        {
            _sending = sending.AsTask();
            sent = await _sending.WaitAsync(cancellation);
            _sending = null;
        }
        if (sent.IsCompleted)
            throw new ClientGoneException();
    }
}
