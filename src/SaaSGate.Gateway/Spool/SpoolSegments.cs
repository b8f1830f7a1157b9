namespace SaaSGate.Gateway.Spool;

/// <summary>
/// The log as one address space over its segment files, in order and without gap. A record lies where the one before ended,
/// across the border of two segments when it must: so no space is lost to rounding, and room can be promised to the byte.
/// Changes happen under the spool's lock; reads take the list as it is.
/// </summary>
internal sealed class SpoolSegments(SpoolDisk disk, SpoolOptions options, SpoolIdentity identity) : IDisposable
{
    private readonly byte[] zeros = new byte[options.ZeroAheadBytes];
    private readonly byte[] page = new byte[SegmentHeader.PageBytes];
    private volatile SpoolSegment[] all = [];

    public SpoolSegment[] All => all;

    public long DiskBytes => all.Sum(segment => segment.FileBytes);

    public void Add(SpoolSegment segment) => all = [.. all, segment];

    public void Remove(SpoolSegment segment) => all = all.Where(other => other != segment).ToArray();

    /// <summary>Segments whose every record is at or before a sequence. The last that was written to is never among them.</summary>
    public SpoolSegment[] TrimmedBy(ulong sequence) =>
        all.TakeWhile((_, i) => i + 1 < all.Length && all[i + 1].Header is { } next && next.Start.Sequence <= sequence).ToArray();

    /// <summary>Makes a segment file that is empty and backed by space on disk; null when the disk is full.</summary>
    public SpoolSegment? TryCreate(long @base)
    {
        var path = SpoolSegment.PathOf(options.Directory, @base);
        var file = disk.Create(path);
        if (!disk.TryAllocate(file, options.SegmentBytes))
        {
            file.Dispose();
            disk.Delete(path);
            return null;
        }
        disk.Sync(file);
        disk.SyncDirectory(options.Directory);
        return new SpoolSegment(path, file, @base, options.SegmentBytes);
    }

    /// <summary>Writes one frame that reaches from <paramref name="before"/> to <paramref name="after"/>.</summary>
    public void Write(ReadOnlySpan<byte> frame, in SpoolMark before, in SpoolMark after, ulong durable)
    {
        for (var offset = before.Offset; offset < after.Offset;)
        {
            var segment = Find(offset);
            if (segment.Header is null)
                Enter(segment, new SegmentHeader(segment.Base, offset == before.Offset ? before : after, durable));
            var end = Math.Min(after.Offset, segment.End);
            disk.Write(segment.File, frame[(int)(offset - before.Offset)..(int)(end - before.Offset)], segment.At(offset));
            ZeroAhead(segment, end);
            offset = end;
        }
    }

    /// <summary>Fills the span from the log; the caller stays within what was written.</summary>
    public void Read(long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var segment = Find(offset);
            var wanted = destination[..(int)Math.Min(destination.Length, segment.End - offset)];
            var read = disk.Read(segment.File, wanted, segment.At(offset));
            if (read == 0)
                throw new SpoolCorruptException($"{segment.Path} is shorter than it was.");
            offset += read;
            destination = destination[read..];
        }
    }

    /// <summary>One fdatasync for each segment that holds bytes of the range, oldest first.</summary>
    public void Sync(long from, long to)
    {
        foreach (var segment in all)
            if (segment.Base < to && segment.End > from)
                disk.Sync(segment.File);
    }

    public void Dispose()
    {
        foreach (var segment in all)
            segment.Dispose();
    }

    private SpoolSegment Find(long offset)
    {
        var segments = all;
        for (var i = segments.Length - 1; i >= 0; i--)
            if (segments[i].Base <= offset && offset < segments[i].End)
                return segments[i];
        throw new InvalidOperationException($"The spool has no segment at offset {offset}.");
    }

    private void Enter(SpoolSegment segment, SegmentHeader header)
    {
        header.Write(page, identity);
        disk.Write(segment.File, page, 0);
        segment.Header = header;
    }

    private void ZeroAhead(SpoolSegment segment, long end)
    {
        if (end <= segment.ZeroedTo)
            return;
        segment.ZeroedTo = Math.Min(end + zeros.Length, segment.End);
        if (segment.ZeroedTo > end)
            disk.Write(segment.File, zeros.AsSpan(0, (int)(segment.ZeroedTo - end)), segment.At(end));
    }
}
