using System.Text;

namespace SaaSGate.Simulator.Received;

/// <summary>What the simulator received, in order, under a budget of entries and bytes. Safe to use from many threads.</summary>
public sealed class ReceivedRequests : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<ReceivedRequest> _kept = new();
    private readonly Queue<ReceivedRequest> _withBody = new();
    private readonly SimulatorOptions _options;
    private readonly ReceivedLog? _log;
    private long _bytes;
    private long _total;
    private TaskCompletionSource? _changed;

    internal ReceivedRequests(SimulatorOptions options)
    {
        _options = options;
        _log = options.ReceivedLog is { } path ? new ReceivedLog(path) : null;
    }

    /// <summary>Requests since the start, cleared and dropped ones too.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>Requests that fell out of the budget since the last <see cref="Clear"/>.</summary>
    public long Dropped { get; private set; }

    /// <summary>Bodies that fell out of the budget since the last <see cref="Clear"/>.</summary>
    public long BodiesDropped { get; private set; }

    /// <summary>A copy of what is remembered, oldest first.</summary>
    public IReadOnlyList<ReceivedRequest> All
    {
        get
        {
            lock (_gate)
                return [.. _kept];
        }
    }

    /// <summary>Forgets everything but <see cref="Total"/>. The log file keeps its lines.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _kept.Clear();
            _withBody.Clear();
            (_bytes, Dropped, BodiesDropped) = (0, 0, 0);
        }
    }

    /// <summary>
    /// Whether a remembered body or target holds the text (UTF-8). Throws <see cref="InvalidOperationException"/> when a request or body was dropped
    /// or never kept: "not seen" could not be told from "forgotten".
    /// </summary>
    public bool Saw(string text)
    {
        var needle = Encoding.UTF8.GetBytes(text);
        lock (_gate)
        {
            if (Dropped > 0 || BodiesDropped > 0 || _options.Remember != ReceivedDetail.Everything)
                throw new InvalidOperationException("Some requests are not remembered in full; raise the budget or clear first.");
            return _kept.Any(request => request.Target.Contains(text, StringComparison.Ordinal) || request.Body!.Value.Span.IndexOf(needle) >= 0);
        }
    }

    /// <summary>The first remembered request that matches, waiting for one to arrive or to change its state.</summary>
    public async Task<ReceivedRequest> WaitForAsync(Func<ReceivedRequest, bool> match, CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_kept.FirstOrDefault(match) is { } found)
                    return found;
                changed = (_changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await changed.WaitAsync(cancellation);
        }
    }

    /// <summary>Remembers a request, and has it in the log file before returning.</summary>
    internal void Add(ReceivedRequest request)
    {
        request.Sequence = Interlocked.Increment(ref _total);
        _log?.Append(request);
        if (_options.Remember == ReceivedDetail.Nothing)
            return;
        TaskCompletionSource? changed;
        lock (_gate)
        {
            Keep(request);
            changed = Interlocked.Exchange(ref _changed, null);
        }

        changed?.TrySetResult();
    }

    /// <summary>Notes what became of a request.</summary>
    internal void Settle(ReceivedRequest request, int status, ReceivedState state)
    {
        request.Status = status;
        request.State = state;
        TaskCompletionSource? changed;
        lock (_gate)
            changed = Interlocked.Exchange(ref _changed, null);
        changed?.TrySetResult();
    }

    /// <inheritdoc/>
    public void Dispose() => _log?.Dispose();

    private void Keep(ReceivedRequest request)
    {
        _kept.Enqueue(request);
        if (request.Body is { } body)
        {
            _withBody.Enqueue(request);
            _bytes += body.Length;
        }

        for (; _bytes > _options.MaxReceivedBytes && _withBody.TryDequeue(out var oldest); BodiesDropped++)
        {
            _bytes -= oldest.Length;
            oldest.Body = null;
        }

        for (; _kept.Count > _options.MaxReceived; Dropped++)
        {
            var oldest = _kept.Dequeue();
            if (_withBody.TryPeek(out var first) && ReferenceEquals(first, oldest))
                _bytes -= _withBody.Dequeue().Length;
        }
    }
}
