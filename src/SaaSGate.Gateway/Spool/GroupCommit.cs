using Microsoft.Extensions.Logging;

namespace SaaSGate.Gateway.Spool;

/// <summary>
/// Decides who calls fdatasync and when. Whoever asks while none runs calls it at once on its own thread, which costs a lone
/// writer no switch of threads; whoever asks while one runs shares the next, made by the thread of the spool. That thread
/// also syncs on a tick what nobody waits for. After one failure nothing is ever durable again.
/// </summary>
internal sealed partial class GroupCommit
{
    private const int IdleTicks = 100;
    private readonly object gate; // and where the spool's thread waits
    private readonly Action<SpoolMark, SpoolMark> sync;
    private readonly ILogger logger;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeSpan tick;

    // All below under the gate.
    private SpoolMark written;
    private SpoolMark durable;
    private SpoolMark target;
    private bool running;
    private int idle;
    private bool parked;
    private bool closing;
    private TaskCompletionSource? sharedNow;
    private TaskCompletionSource? sharedNext;
    private TaskCompletionSource? progress;

    /// <param name="gate">The spool's lock.</param>
    /// <param name="start">Where the log ends, durably.</param>
    /// <param name="interval">The longest that a written record may wait for its fdatasync.</param>
    /// <param name="sync">Makes the log durable between two marks; called by one thread at a time, outside the gate.</param>
    /// <param name="logger">Told of the failure.</param>
    public GroupCommit(object gate, SpoolMark start, TimeSpan interval, Action<SpoolMark, SpoolMark> sync, ILogger logger)
    {
        this.gate = gate;
        this.sync = sync;
        this.logger = logger;
        written = durable = start;
        tick = interval / 2; // the other half is for the fdatasync itself
    }

    public SpoolMark Written => written;

    public SpoolMark Durable => durable;

    public SpoolFailedException? Failure { get; private set; }

    public void Start() => new Thread(Run) { IsBackground = true, Name = "spool sync" }.Start();

    /// <summary>Says under the gate that the log was written up to here.</summary>
    public void Advance(SpoolMark mark)
    {
        written = mark;
        if (!parked)
            return;
        parked = false;
        Monitor.Pulse(gate);
    }

    /// <summary>Completes when the record is durable.</summary>
    public ValueTask SyncedAsync(ulong sequence)
    {
        lock (gate)
        {
            if (sequence <= durable.Sequence)
                return default;
            if (Failure is not null)
                return ValueTask.FromException(Failure);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(sequence, written.Sequence);
            if (running)
                return new ValueTask(Share(ref sequence <= target.Sequence ? ref sharedNow : ref sharedNext).Task);
            Begin();
        }
        return Sync() ? default : ValueTask.FromException(Failure!);
    }

    /// <summary>Waits until something after <paramref name="sequence"/> is durable, and says how far; null once closed.</summary>
    public async ValueTask<SpoolMark?> PastAsync(ulong sequence, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (gate)
            {
                if (durable.Sequence > sequence)
                    return durable;
                if (Failure is not null)
                    throw new SpoolFailedException(Failure.InnerException!);
                if (closing)
                    return null;
                changed = Share(ref progress).Task;
            }
            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Fails for good: all who wait and all who will.</summary>
    public SpoolFailedException Fail(Exception cause)
    {
        lock (gate)
        {
            if (Failure is not null)
                return Failure;
            Failure = new SpoolFailedException(cause);
        }
        Log.Failed(logger, cause);
        Release();
        return Failure;
    }

    /// <summary>Makes what is written durable, where that still can be, and ends the thread. Nothing may be written any more.</summary>
    public async ValueTask CloseAsync()
    {
        ulong last;
        lock (gate)
            last = written.Sequence;
        try
        {
            await SyncedAsync(last);
        }
        catch (SpoolFailedException)
        {
            // Those who needed these records have been told; closing goes on.
        }
        lock (gate)
        {
            closing = true;
            Monitor.Pulse(gate);
        }
        await ended.Task;
        Release();
    }

    private void Run()
    {
        while (WaitForWork())
            Sync();
        ended.SetResult();
    }

    /// <summary>Begins a sync as soon as someone waits for one that nobody runs, or a tick finds something; false to end.</summary>
    private bool WaitForWork()
    {
        lock (gate)
        {
            while (!closing)
            {
                if (sharedNext is not null && !running)
                {
                    Begin();
                    return true;
                }
                var ticked = !Monitor.Wait(gate, parked ? Timeout.InfiniteTimeSpan : tick);
                var dirty = written.Sequence > durable.Sequence && Failure is null;
                if (ticked && dirty && !running)
                {
                    Begin();
                    return true;
                }
                idle = ticked && !dirty ? idle + 1 : 0;
                parked = idle >= IdleTicks;
            }
            return false;
        }
    }

    private void Begin()
    {
        running = true;
        target = written;
        sharedNow = sharedNext;
        sharedNext = null;
    }

    /// <summary>Runs the fdatasync that <see cref="Begin"/> announced and tells everyone who shares it.</summary>
    private bool Sync()
    {
        SpoolFailedException? failure = null;
        try
        {
            sync(durable, target);
        }
        catch (Exception e)
        {
            failure = Fail(e);
        }

        TaskCompletionSource? shared, moved;
        lock (gate)
        {
            running = false;
            if (failure is null)
                durable = target;
            (shared, moved, sharedNow, progress) = (sharedNow, progress, null, null);
            if (sharedNext is not null)
                Monitor.Pulse(gate);
        }
        if (failure is null)
            shared?.SetResult();
        else
            shared?.SetException(failure);
        moved?.SetResult();
        return failure is null;
    }

    /// <summary>Wakes all who wait for something that will not come.</summary>
    private void Release()
    {
        TaskCompletionSource? next, moved;
        lock (gate)
            (next, moved, sharedNext, progress) = (sharedNext, progress, null, null);
        if (Failure is not null)
            next?.SetException(Failure);
        moved?.SetResult();
    }

    private static TaskCompletionSource Share(ref TaskCompletionSource? source) =>
        source ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Critical, "The spool failed. Nothing is recorded, and so nothing forwarded, until the gateway is started again.")]
        public static partial void Failed(ILogger logger, Exception cause);
    }
}
