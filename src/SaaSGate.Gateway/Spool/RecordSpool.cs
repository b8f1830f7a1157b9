using System.Buffers;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace SaaSGate.Gateway.Spool;

/// <summary>
/// The gateway's local log of records: appended, made durable in groups, read by the shipper, trimmed once acknowledged.
/// Sequences start at 1 and have no gap. It fails closed: after an error of writing or syncing nothing is accepted any more.
/// </summary>
internal sealed partial class RecordSpool : IAsyncDisposable
{
    private readonly SpoolDisk disk;
    private readonly string directory;
    private readonly SafeFileHandle directoryLock;
    private readonly SpoolStateFile stateFile;
    private readonly SpoolSegments segments;
    private readonly GroupCommit commit;
    private readonly SpoolRoom room;
    private readonly FrameBuffer buffer = new();
    private readonly object gate = new();

    private RecordSpool(SpoolDisk disk, SpoolOptions options, ILogger<RecordSpool> logger, SafeFileHandle directoryLock, SpoolRecovery recovery)
    {
        this.disk = disk;
        directory = options.Directory;
        this.directoryLock = directoryLock;
        stateFile = recovery.StateFile;
        OpenedSequence = recovery.End.Sequence;
        segments = recovery.Segments;
        commit = new GroupCommit(gate, recovery.End, options.SyncInterval, Sync, logger);
        room = new SpoolRoom(gate, disk, options, segments, commit, stateFile, logger);
    }

    /// <summary>32 hexadecimal digits, made with the spool: with a sequence it names a record for ever.</summary>
    public string SpoolId => stateFile.Identity.Text;

    /// <summary>The last record that was there when the spool was opened.</summary>
    public ulong OpenedSequence { get; }

    /// <summary>The last durable record. Never falls back, not by a power cut either.</summary>
    public SpoolHead Head
    {
        get
        {
            lock (gate)
                return new SpoolHead(commit.Durable.Sequence, commit.Durable.Hash);
        }
    }

    /// <summary>The last written record; those after <see cref="Head"/> are at most one sync interval old.</summary>
    public ulong WrittenSequence
    {
        get
        {
            lock (gate)
                return commit.Written.Sequence;
        }
    }

    /// <summary>Records up to here are acknowledged and may be gone. The shipper starts behind it.</summary>
    public ulong TrimmedSequence => stateFile.State.Trimmed;

    /// <summary>What all segment files take, never more than <see cref="SpoolOptions.MaxBytes"/>.</summary>
    public long DiskBytes => segments.DiskBytes;

    /// <summary>Room promised to exchanges and not used yet.</summary>
    public long ReservedBytes => room.ReservedBytes;

    /// <summary>Null while all is well. Once set, nothing is recorded until the gateway is started again.</summary>
    public SpoolFailedException? Failure => commit.Failure;

    /// <summary>Bytes that a record of this payload takes of a reservation.</summary>
    public static long CostOf(int payloadBytes) => SpoolFrame.Cost(payloadBytes);

    /// <summary>Opens or makes the spool of a directory. A tail that a crash tore is cut; reads all that was not trimmed.</summary>
    /// <exception cref="SpoolCorruptException">Records that were durable cannot be read.</exception>
    /// <exception cref="IOException">The directory is in use by another process, or cannot be written.</exception>
    /// <exception cref="ValidationException">The options make no sense.</exception>
    public static RecordSpool Open(SpoolOptions options, ILoggerFactory loggers) => Open(options, loggers, new SpoolDisk());

    internal static RecordSpool Open(SpoolOptions options, ILoggerFactory loggers, SpoolDisk disk)
    {
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        options = options with { Directory = Path.GetFullPath(options.Directory) };
        var logger = loggers.CreateLogger<RecordSpool>();
        disk.CreateDirectory(options.Directory);
        var directoryLock = LockDirectory(options.Directory);
        try
        {
            var recovery = SpoolRecovery.Run(disk, options, logger);
            var spool = new RecordSpool(disk, options, logger, directoryLock, recovery);
            spool.commit.Start();
            Log.Opened(logger, spool.SpoolId, spool.Head.Sequence, spool.Head.Sequence - spool.TrimmedSequence, spool.DiskBytes);
            return spool;
        }
        catch
        {
            directoryLock.Dispose();
            throw;
        }
    }

    /// <summary>Promises room for an exchange, in bytes of <see cref="CostOf"/>; null when there is none, not for this organisation, or the spool failed.</summary>
    public SpoolReservation? TryReserve(long bytes, SpoolShare? share = null)
    {
        var reservation = new SpoolReservation(this, room, share);
        return reservation.TryExtendFairly(bytes) ? reservation : null;
    }

    /// <summary>Completes when the record is durable; those who wait at once share one fdatasync.</summary>
    /// <exception cref="SpoolFailedException">It may not be durable, and never will be known to be.</exception>
    public ValueTask SyncedAsync(ulong sequence) => commit.SyncedAsync(sequence);

    /// <summary>
    /// Durable records from a sequence on, in order, for ever: waits for more, ends when the spool is closed, and throws once
    /// it failed and all that is durable was read. Records trimmed before it starts are skipped. Does not hold up writers.
    /// Dispose each batch. Trim no further than was read.
    /// </summary>
    public IAsyncEnumerable<SpoolBatch> ReadAsync(ulong fromSequence, int maxBytes, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fromSequence, WrittenSequence + 1);
        return new SpoolReader(segments, commit, stateFile.Identity.Key)
            .ReadAsync(Math.Max(fromSequence, TrimmedSequence + 1), maxBytes, cancellationToken);
    }

    /// <summary>Lets go of records up to here: segments that hold nothing else are deleted. Going back is ignored.</summary>
    public void Trim(ulong throughSequence)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(throughSequence, Head.Sequence);
        room.Trim(throughSequence);
    }

    /// <summary>
    /// Fails for good, since the disk is not the newest: elsewhere are records of this spool that are not here. The next start sets it
    /// aside, and takes what stands behind <paramref name="shared"/> over into another.
    /// </summary>
    /// <param name="shared">Records up to here may be elsewhere too.</param>
    public void WentBack(ulong shared)
    {
        if (Failure is not null)
            return;
        try
        {
            SpoolWentBack.Mark(disk, directory, shared);
            commit.Fail(new SpoolWentBackException(directory));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            commit.Fail(e);
        }
    }

    /// <summary>How many segments hold only records up to here, whether or not they may be let go of.</summary>
    public int SegmentsUpTo(ulong sequence) => segments.TrimmedBy(sequence).Length;

    /// <summary>Refuses what comes, makes durable what was written, and lets go of the directory.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!room.TryClose())
            return;
        await commit.CloseAsync();
        room.SaveState();
        segments.Dispose();
        stateFile.Dispose();
        directoryLock.Dispose();
    }

    /// <summary>See <see cref="SpoolReservation"/>.</summary>
    internal ulong Append<TState>(SpoolReservation reservation, TState state, Action<IBufferWriter<byte>, ulong, TState> build)
        where TState : allows ref struct
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(room.Closed || reservation.Disposed, reservation);
            if (commit.Failure is not null)
                throw new SpoolFailedException(commit.Failure.InnerException!);

            // 1. Build the payload: it names its own sequence.
            var before = commit.Written;
            var sequence = before.Sequence + 1;
            buffer.Clear();
            build(buffer, sequence, state);
            var cost = SpoolFrame.Cost(buffer.PayloadBytes);
            if (cost > reservation.Remaining)
                throw new InvalidOperationException($"The record takes {cost} bytes, the reservation has {reservation.Remaining} left.");

            // 2. Write the frame. A write that failed may have left anything behind, so it is the last.
            var durable = commit.Durable.Sequence;
            var frame = buffer.Seal(sequence, durable, stateFile.Identity.Key, before.Hash, out var hash);
            var after = new SpoolMark(sequence, before.Offset + cost, hash);
            try
            {
                segments.Write(frame, before, after, durable);
            }
            catch (Exception e)
            {
                throw commit.Fail(e);
            }

            // 3. Count it.
            room.Use(reservation, cost);
            commit.Advance(after);
            return sequence;
        }
    }

    private void Sync(SpoolMark from, SpoolMark to)
    {
        segments.Sync(from.Offset, to.Offset);
        stateFile.Advance(to);
    }

    private static SafeFileHandle LockDirectory(string directory)
    {
        try
        {
            return File.OpenHandle(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new IOException($"The spool in {directory} is in use by another gateway, or cannot be locked: {e.Message}", e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Spool {SpoolId} is open at record {Head}: {Waiting} records wait to be shipped, {Bytes} bytes on disk.")]
        public static partial void Opened(ILogger logger, string spoolId, ulong head, ulong waiting, long bytes);
    }
}
