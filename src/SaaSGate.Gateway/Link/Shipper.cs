using Google.Protobuf;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Leases;
using SaaSGate.Gateway.Recording;
using SaaSGate.Gateway.Spool;

namespace SaaSGate.Gateway.Link;

/// <summary>
/// Sends durable records to the control plane in order, a few batches ahead of the acknowledgements, and trims what is
/// acknowledged. The first record after a rest goes at once; those behind it gather for a moment, since each batch costs the
/// control plane a transaction.
/// </summary>
internal sealed class Shipper(RecordSpool spool, OpenExchanges open, LocksHere locks, TimeProvider clock) : IDisposable
{
    private const int BatchBytes = 1024 * 1024;
    private const int FullBatchBytes = BatchBytes / 2;
    private const int BatchesAhead = 4;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(10);
    private readonly Lock _gate = new();
    private readonly Queue<ulong> _ahead = [];
    private ulong _shared = spool.OpenedSequence;
    private SemaphoreSlim _room = new(BatchesAhead);
    private TaskCompletionSource<ulong> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Everything up to here is committed in PostgreSQL.</summary>
    public ulong Acknowledged { get; private set; } = spool.TrimmedSequence;

    /// <summary>Begins a connection, before anything is read from it. Its first acknowledgement says how far the control plane is.</summary>
    public void Reconnect()
    {
        lock (_gate)
        {
            _ahead.Clear();
            _room.Dispose();
            _room = new SemaphoreSlim(BatchesAhead);
            _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Ships for the life of one connection, from the first record that is here and not acknowledged.</summary>
    public async Task RunAsync(Func<BulkFromGateway, Task> write, CancellationToken cancellation)
    {
        var room = _room;
        var next = await _first.Task.WaitAsync(cancellation) + 1;
        await foreach (var read in spool.ReadAsync(next, BatchBytes, cancellation))
        {
            var bytes = 0;
            // The batch's memory is pooled: it is given back when the message has been written.
            using (read)
            {
                await room.WaitAsync(cancellation);
                var batch = new RecordBatch { FirstSequence = read.FirstSequence };
                foreach (var record in read.Records)
                {
                    batch.Records.Add(UnsafeByteOperations.UnsafeWrap(record.Payload));
                    bytes += record.Payload.Length;
                }
                lock (_gate)
                {
                    _ahead.Enqueue(read.LastSequence);
                    _shared = Math.Max(_shared, read.LastSequence);
                }
                await write(new BulkFromGateway { Records = batch });
            }
            if (bytes < FullBatchBytes)
                await Task.Delay(Gathering, clock, cancellation);
        }
    }

    public void Dispose() => _room.Dispose();

    /// <summary>Trims what is acknowledged. Gives the spool up where that cannot have come from it.</summary>
    public void Acknowledge(ulong sequence)
    {
        lock (_gate)
        {
            // Nobody can have taken in what was neither here at the start nor sent since: others hold what this disk has lost.
            if (sequence > _shared)
            {
                spool.WentBack(_shared);
                return;
            }

            // A database that lost its newest rows is behind what it acknowledged before: what is still here is sent again.
            Acknowledged = _first.Task.IsCompleted ? Math.Max(Acknowledged, sequence) : Math.Max(spool.TrimmedSequence, sequence);
            _first.TrySetResult(Acknowledged);
            while (_ahead.TryPeek(out var last) && last <= sequence)
            {
                _ahead.Dequeue();
                _room.Release();
            }
        }
        locks.TakenIn(sequence);
        open.Trim(sequence);
    }

    /// <summary>
    /// The control plane knows of a later head of this spool, and gives no lease. What is here is shipped on under the spool's id; once all of it
    /// is taken in the spool is given up.
    /// </summary>
    public void SpoolLost()
    {
        lock (_gate)
        {
            if (_first.Task.IsCompleted && Acknowledged >= spool.WrittenSequence)
                spool.WentBack(Acknowledged);
        }
    }
}
