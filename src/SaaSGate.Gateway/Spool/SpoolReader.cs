using System.Runtime.CompilerServices;

namespace SaaSGate.Gateway.Spool;

/// <summary>Reads durable records in order beside the writers, who never wait for it.</summary>
internal sealed class SpoolReader(SpoolSegments segments, GroupCommit commit, long key)
{
    public async IAsyncEnumerable<SpoolBatch> ReadAsync(ulong from, int maxBytes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long? at = null;
        while (await commit.PastAsync(from - 1, cancellationToken) is { } durable)
        {
            at ??= Seek(from, durable.Offset);
            var batch = Read(at.Value, durable.Offset, maxBytes, from);
            at = batch.End;
            from = batch.LastSequence + 1;
            yield return batch;
        }
    }

    /// <summary>Finds a record by walking through the segment that it begins in.</summary>
    private long Seek(ulong sequence, long limit)
    {
        var start = segments.All.Last(segment => segment.Header is { } header && header.Start.Sequence < sequence).Header!.Value.Start;
        var (at, next) = (start.Offset, start.Sequence + 1);
        while (next < sequence)
        {
            using var batch = Read(at, limit, 1 << 20, next);
            if (batch.LastSequence >= sequence)
                return batch.Records[(int)(sequence - next)].Offset;
            (at, next) = (batch.End, batch.LastSequence + 1);
        }
        return at;
    }

    private SpoolBatch Read(long at, long limit, int maxBytes, ulong expected)
    {
        var batch = SpoolBatch.Read(segments, key, at, limit, maxBytes);
        if (batch.Records.Count > 0 && batch.FirstSequence == expected)
            return batch;
        batch.Dispose();
        throw new SpoolCorruptException($"Record {expected} was durable and cannot be read any more, at offset {at} of the spool.");
    }
}
