using System.Buffers;

namespace SaaSGate.Gateway.Spool;

/// <summary>Consecutive records in one rented buffer, given back by <see cref="Dispose"/>.</summary>
internal sealed class SpoolBatch : IDisposable
{
    private readonly List<SpoolRecord> records = [];
    private byte[]? buffer;

    public IReadOnlyList<SpoolRecord> Records => records;

    public ulong FirstSequence => records[0].Sequence;

    public ulong LastSequence => records[^1].Sequence;

    /// <summary>Offset behind the last record of the batch.</summary>
    public long End { get; private set; }

    /// <summary>
    /// Reads whole, sound frames from an offset on: about <paramref name="maxBytes"/> of them, at least one where there is
    /// one. No records means that no sound frame begins there.
    /// </summary>
    public static SpoolBatch Read(SpoolSegments segments, long key, long from, long limit, int maxBytes)
    {
        var batch = new SpoolBatch { End = from };
        var wanted = Math.Min(limit - from, Math.Max(maxBytes, SegmentHeader.PageBytes));
        while (wanted >= SpoolFrame.HeaderBytes)
        {
            var needed = batch.Fill(segments, key, from, (int)wanted);
            if (batch.records.Count > 0 || needed <= wanted || needed > limit - from)
                break;
            wanted = needed;
        }
        return batch;
    }

    public void Dispose()
    {
        if (buffer is not null)
            ArrayPool<byte>.Shared.Return(buffer);
        buffer = null;
        records.Clear();
    }

    /// <summary>Returns the bytes that the first frame needs when it is longer than what was read, else 0.</summary>
    private long Fill(SpoolSegments segments, long key, long from, int length)
    {
        if (buffer is not null)
            ArrayPool<byte>.Shared.Return(buffer);
        buffer = ArrayPool<byte>.Shared.Rent(length);
        segments.Read(from, buffer.AsSpan(0, length));
        for (var at = 0; SpoolFrame.TryReadHeader(buffer.AsSpan(at, length - at), key, out var frame);)
        {
            var cost = SpoolFrame.Cost(frame.PayloadBytes);
            if (cost > length - at)
                return at == 0 ? cost : 0;
            var payload = buffer.AsMemory(at + SpoolFrame.HeaderBytes, frame.PayloadBytes);
            if (!frame.Holds(payload.Span, key))
                return 0;
            records.Add(new SpoolRecord(frame.Sequence, frame.Durable, from + at, payload));
            at += (int)cost;
            End = from + at;
        }
        return 0;
    }
}
