using Microsoft.Extensions.Logging;
using SaaSGate.Gateway.Use;

namespace SaaSGate.Gateway.Spool;

/// <summary>
/// Keeps the account of space: what is promised to exchanges is always there as allocated files, and all files together stay
/// under the limit. Since records fill segments to the byte, room is the space behind the last record, less the promises.
/// </summary>
internal sealed partial class SpoolRoom(
    object gate, SpoolDisk disk, SpoolOptions options, SpoolSegments segments, GroupCommit commit, SpoolStateFile stateFile, ILogger logger)
{
    private readonly Lock growth = new(); // files are made and deleted under it; taken before the gate
    private long reserved;
    private bool full;

    /// <summary>Set under the gate: nothing is given or used any more.</summary>
    public bool Closed { get; private set; }

    public long ReservedBytes
    {
        get
        {
            lock (gate)
                return reserved;
        }
    }

    /// <summary>Adds to a reservation; makes segment files when there is need. False when there is no room, or no spool any more.</summary>
    public bool TryExtend(SpoolReservation reservation, long bytes, bool fairly = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (bytes > options.MaxBytes)
            return false;
        if (TryTake(reservation, bytes, fairly))
            return true;
        lock (growth)
        {
            while (!TryTake(reservation, bytes, fairly))
                if (Closed || reservation.Disposed || commit.Failure is not null || (fairly && IsBeyondShare(reservation.Share, bytes)) || !TryGrow(bytes))
                    return false;
        }
        return true;
    }

    /// <summary>Whether an organisation would have so much reserved that others could be left without: more than some times of what is free.</summary>
    private bool IsBeyondShare(SpoolShare? share, long bytes)
    {
        if (share is null)
            return false;
        lock (gate)
        {
            var written = segments.All is [var first, ..] ? commit.Written.Offset - first.Base : 0;
            var all = options.MaxBytes / options.SegmentBytes * (options.SegmentBytes - SegmentHeader.PageBytes);
            return share.Reserved + bytes > FairShares.Generosity * (all - written - reserved);
        }
    }

    /// <summary>Turns promised room into used room. The caller holds the gate.</summary>
    public void Use(SpoolReservation reservation, long bytes) => Change(reservation, -bytes);

    public void Release(SpoolReservation reservation)
    {
        lock (gate)
        {
            Use(reservation, reservation.Remaining);
            reservation.Disposed = true;
        }
    }

    /// <summary>Deletes the segments that hold nothing behind a sequence, oldest first and one after the other on disk.</summary>
    public void Trim(ulong sequence)
    {
        lock (growth)
        {
            if (Closed || commit.Failure is not null || sequence <= stateFile.State.Trimmed)
                return;
            SpoolSegment[] done;
            lock (gate)
                done = segments.TrimmedBy(sequence);
            try
            {
                stateFile.Trim(sequence);
                if (done.Length > 0)
                    stateFile.Sync();
                foreach (var segment in done)
                    Delete(segment);
            }
            catch (Exception e)
            {
                throw commit.Fail(e);
            }
        }
    }

    /// <summary>False when someone else did.</summary>
    public bool TryClose()
    {
        lock (gate)
        {
            var first = !Closed;
            Closed = true;
            return first;
        }
    }

    /// <summary>Makes the state durable, so that the next start knows exactly what to expect.</summary>
    public void SaveState()
    {
        lock (growth)
        {
            if (commit.Failure is not null)
                return;
            try
            {
                stateFile.Sync();
            }
            catch (IOException e)
            {
                commit.Fail(e);
            }
        }
    }

    private void Delete(SpoolSegment segment)
    {
        disk.Delete(segment.Path);
        disk.SyncDirectory(options.Directory);
        lock (gate)
            segments.Remove(segment);
        segment.Dispose();
    }

    private bool TryTake(SpoolReservation reservation, long bytes, bool fairly)
    {
        lock (gate)
        {
            if (Closed || reservation.Disposed || commit.Failure is not null || Missing(bytes) > 0 || (fairly && IsBeyondShare(reservation.Share, bytes)))
                return false;
            Change(reservation, bytes);
            return true;
        }
    }

    private void Change(SpoolReservation reservation, long bytes)
    {
        reservation.Remaining += bytes;
        reserved += bytes;
        if (reservation.Share is { } share)
            share.Reserved += bytes;
    }

    /// <summary>Makes one segment file, if one is needed, all that are needed may be made, and this one can.</summary>
    private bool TryGrow(long bytes)
    {
        long missing, end;
        lock (gate)
        {
            missing = Missing(bytes);
            end = End;
        }
        var capacity = options.SegmentBytes - SegmentHeader.PageBytes;
        var files = (missing + capacity - 1) / capacity;
        if (missing <= 0)
            return true; // room came free in between
        if (segments.DiskBytes + files * options.SegmentBytes > options.MaxBytes)
            return false;
        try
        {
            var created = segments.TryCreate(end);
            lock (gate)
                if (created is not null)
                    segments.Add(created);
            if (created is null && !full)
                Log.DiskFull(logger, options.Directory, options.SegmentBytes);
            full = created is null;
            return !full;
        }
        catch (Exception e)
        {
            commit.Fail(e);
            return false;
        }
    }

    private long End => segments.All is [.., var last] ? last.End : commit.Written.Offset;

    private long Missing(long bytes) => commit.Written.Offset + reserved + bytes - End;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The disk of {Directory} has no {Bytes} bytes for another spool segment. Exchanges are refused until space is free.")]
        public static partial void DiskFull(ILogger logger, string directory, long bytes);
    }
}
