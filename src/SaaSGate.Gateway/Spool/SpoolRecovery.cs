using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace SaaSGate.Gateway.Spool;

/// <summary>
/// Finds where the log ends when a spool is opened, and leaves it so that no crash of the past can be met again: what follows
/// the last sound record is gone, the rest is durable, the next record begins a new segment.
/// <para>
/// A record that cannot be read is the torn tail of a crash only as long as nothing proves that it was durable. After a power
/// cut later records may be there while it is not, since the kernel writes in any order; they were promised to nobody. The
/// proofs are the state file and what frames and segment headers say about the durable records of their time. Where a proof
/// stands against it, records were lost, and the spool does not open.
/// </para>
/// </summary>
internal sealed partial class SpoolRecovery
{
    private const int ReadBytes = 1 << 20;
    private readonly SpoolDisk disk;
    private readonly SpoolOptions options;
    private readonly ILogger logger;
    private readonly long key;
    private readonly SpoolState state;
    private readonly Queue<SpoolMark> unproven = new();
    private SpoolSegment[] trimmed = [];
    private SpoolMark end;
    private ulong proven;

    private SpoolRecovery(SpoolDisk disk, SpoolOptions options, ILogger logger, SpoolStateFile stateFile)
    {
        this.disk = disk;
        this.options = options;
        this.logger = logger;
        StateFile = stateFile;
        Segments = new SpoolSegments(disk, options, stateFile.Identity);
        key = stateFile.Identity.Key;
        state = stateFile.State;
        proven = Math.Max(state.Durable.Sequence, state.Trimmed);
    }

    public SpoolStateFile StateFile { get; }

    public SpoolSegments Segments { get; }

    /// <summary>Behind the last record, all of them durable.</summary>
    public SpoolMark End => end;

    public static SpoolRecovery Run(SpoolDisk disk, SpoolOptions options, ILogger logger)
    {
        var files = (from path in Directory.EnumerateFiles(options.Directory, SpoolSegment.Pattern)
                     let @base = SpoolSegment.BaseOf(path)
                     where @base is not null
                     orderby @base
                     select (path, @base.Value)).ToList();
        var recovery = new SpoolRecovery(disk, options, logger, SpoolStateFile.Open(disk, options.Directory, files.Count > 0));
        try
        {
            foreach (var (path, @base) in files)
                recovery.OpenSegment(path, @base);
            recovery.FindStart();
            recovery.Walk();
            recovery.JudgeTail();
            recovery.Cut();
            return recovery;
        }
        catch
        {
            recovery.Segments.Dispose();
            recovery.StateFile.Dispose();
            throw;
        }
    }

    private void OpenSegment(string path, long @base)
    {
        var file = disk.Open(path);
        var segment = new SpoolSegment(path, file, @base, Math.Max(RandomAccess.GetLength(file), SegmentHeader.PageBytes));
        Segments.Add(segment);
        var page = new byte[SegmentHeader.PageBytes];
        if (disk.Read(file, page, 0) == page.Length && SegmentHeader.TryRead(page, StateFile.Identity, out var header) && header.Base == @base)
        {
            segment.Header = header;
            proven = Math.Max(proven, header.Durable);
        }
    }

    /// <summary>The log begins in the last segment whose records all follow what was trimmed, or part of which was.</summary>
    private void FindStart()
    {
        var start = Array.FindLastIndex(Segments.All, segment => segment.Header is { } header && header.Start.Sequence <= state.Trimmed);
        if (start < 0 && state.Durable.Sequence > state.Trimmed)
            throw new SpoolCorruptException($"The spool in {options.Directory} has lost the segment that begins with record {state.Trimmed + 1}. {SpoolCorruptException.Advice}");
        end = start < 0 ? state.Durable : Segments.All[start].Header!.Value.Start;
        trimmed = Segments.All[..Math.Max(start, 0)];
        foreach (var segment in trimmed)
            Segments.Remove(segment);
    }

    /// <summary>Reads on as long as records are sound, in sequence, and agree with headers and state.</summary>
    private void Walk()
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var limit = ContiguousEnd(end.Offset, segment => segment.Header is not null);
        while (true)
        {
            using var batch = SpoolBatch.Read(Segments, key, end.Offset, limit, ReadBytes);
            foreach (var record in batch.Records)
            {
                CheckMark(end);
                if (record.Sequence != end.Sequence + 1)
                    return;
                unproven.Enqueue(end);
                proven = Math.Max(proven, record.Durable);
                end = new SpoolMark(record.Sequence, record.Offset + SpoolFrame.Cost(record.Payload.Length), end.Hash.Next(sha, record.Payload.Span));
                while (unproven.TryPeek(out var mark) && mark.Sequence < proven)
                    unproven.Dequeue();
            }
            CheckMark(end);
            if (batch.Records.Count == 0)
                return;
        }
    }

    private void CheckMark(SpoolMark mark)
    {
        var disagrees = state.Durable.Sequence == mark.Sequence && state.Durable != mark;
        foreach (var segment in Segments.All)
            disagrees |= segment.Header is { } header && header.Start.Offset == mark.Offset && header.Start != mark;
        if (disagrees)
            throw new SpoolCorruptException($"The records of the spool in {options.Directory} up to {mark.Sequence} are not those that were written. {SpoolCorruptException.Advice}");
    }

    /// <summary>Looks at all that follows the last sound record for proof that more was durable.</summary>
    private void JudgeTail()
    {
        var (frames, bytes) = (0, 0L);
        var chunk = new byte[ReadBytes + SpoolFrame.HeaderBytes];
        foreach (var segment in Segments.All)
        {
            for (var at = Math.Max(segment.Base, end.Offset); at < segment.End; at += ReadBytes)
            {
                var span = chunk.AsSpan(0, (int)Math.Min(chunk.Length, ContiguousEnd(at, _ => true) - at));
                Segments.Read(at, span);
                var own = (int)Math.Min(ReadBytes, segment.End - at);
                for (var i = NextWritten(span, 0); i < own; i = NextWritten(span, i + SpoolFrame.Alignment))
                {
                    bytes += SpoolFrame.Alignment;
                    if (!SpoolFrame.TryReadHeader(span[i..], key, out var frame) || frame.Sequence <= end.Sequence)
                        continue;
                    frames++;
                    proven = Math.Max(proven, frame.Durable);
                }
            }
        }
        if (proven > end.Sequence)
            throw new SpoolCorruptException(
                $"Record {end.Sequence + 1} of the spool in {options.Directory} was durable and cannot be read any more (offset {end.Offset}); records up to {proven} were safe. {SpoolCorruptException.Advice}");
        if (bytes > 0)
            Log.TailCut(logger, end.Sequence, bytes, frames);
    }

    /// <summary>The first place at or after <paramref name="from"/> that is not zero: no frame begins elsewhere.</summary>
    private static int NextWritten(ReadOnlySpan<byte> span, int from)
    {
        if (from >= span.Length)
            return span.Length;
        var skipped = span[from..].IndexOfAnyExcept((byte)0);
        return skipped < 0 ? span.Length : (from + skipped) & ~(SpoolFrame.Alignment - 1);
    }

    private void Cut()
    {
        // 1. What follows, last first: a crash in between leaves a log that ends at the same place.
        foreach (var segment in Segments.All.Where(segment => segment.Base >= end.Offset).Reverse())
            Drop(segment);
        disk.SyncDirectory(options.Directory);

        // 2. Records without proof may be in the page cache alone, even clean there after a failed fdatasync: write them again.
        if (unproven.TryPeek(out var from))
            Rewrite(from.Offset);
        if (Segments.All is [.., var last] && last.End > end.Offset)
        {
            disk.Truncate(last.File, last.At(end.Offset));
            Segments.Remove(last);
            Segments.Add(last.Shortened(last.At(end.Offset)));
        }
        foreach (var segment in Segments.All)
            if (segment.End > (unproven.Count > 0 ? from.Offset : end.Offset - 1))
                disk.Sync(segment.File);

        // 3. Now the state may say so, and only then may segments go whose trimming it alone remembers.
        StateFile.Advance(end);
        StateFile.Sync();
        foreach (var segment in trimmed)
        {
            Drop(segment);
            disk.SyncDirectory(options.Directory);
        }
    }

    private void Rewrite(long from)
    {
        var bytes = new byte[ReadBytes];
        foreach (var segment in Segments.All)
        {
            var until = Math.Min(segment.At(segment.End), segment.At(end.Offset));
            for (var at = segment.Base >= from ? 0 : segment.At(from); at < until; at += bytes.Length)
            {
                var span = bytes.AsSpan(0, (int)Math.Min(bytes.Length, until - at));
                disk.Write(segment.File, span[..disk.Read(segment.File, span, at)], at);
            }
        }
    }

    private void Drop(SpoolSegment segment)
    {
        Segments.Remove(segment);
        segment.Dispose();
        disk.Delete(segment.Path);
    }

    private long ContiguousEnd(long offset, Func<SpoolSegment, bool> include)
    {
        foreach (var segment in Segments.All)
            if (segment.Base <= offset && offset < segment.End && include(segment))
                offset = segment.End;
        return offset;
    }

    private static partial class Log
    {
        [LoggerMessage(2, LogLevel.Warning, "A crash tore the spool's tail: cut after record {Sequence}, {Bytes} bytes and {Frames} records that were never confirmed are gone.")]
        public static partial void TailCut(ILogger logger, ulong sequence, long bytes, int frames);
    }
}
