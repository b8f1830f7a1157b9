using System.Buffers;
using Google.Protobuf;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Requests;
using SaaSGate.Gateway.Spool;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Gateway.Recording;

/// <summary>
/// Step 5's result: an exchange whose request is fdatasynced in the spool. Writes all that follows; once a write fails the
/// spool stays failed, and so does every exchange on it.
/// </summary>
internal sealed class DurableExchange(
    InspectedRequest inspected,
    string exchangeId,
    RecordSpool spool,
    SpoolReservation reservation,
    OpenExchanges open,
    TimeProvider clock) : IDisposable
{
    private const int PieceBytes = 1024 * 1024, LongestSequence = 10;
    private const long MoreRoom = 1024 * 1024;
    private static readonly Action<IBufferWriter<byte>, ulong, RecordFrame> WriteFrame = (buffer, sequence, frame) =>
    {
        frame.Sequence = sequence;
        frame.WriteTo(buffer);
    };

    private readonly Lock _ending = new();
    private ulong _last;
    private long _keptFree = RecordRoom.End;
    private bool _over, _ended;

    public InspectedRequest Inspected => inspected;

    public string ExchangeId => exchangeId;

    /// <summary>Place in the spool of its newest record.</summary>
    public ulong Sequence => _last;

    /// <summary>Findings in the answer so far: the last record will name them, and room is kept for that.</summary>
    public int FindingsToCome
    {
        get;
        set => field = Math.Min(value, RecordRoom.MostFindings);
    }

    /// <summary>Bytes that the last record takes besides, for matches of rules and things that were used for the first time.</summary>
    public long MoreToCome { get; set; }

    /// <summary>Notes what its skill uses by it; the last record names what is used for the first time.</summary>
    public void Uses(IReadOnlyList<UsedThing> things, bool call)
    {
        if (things.Count == 0)
            return;
        var before = Ending.Used.Count;
        Inspected.Request.Skill.Entry.Memory.Use(things, call, Ending.Used);
        MoreToCome += (Ending.Used.Count - before) * RecordRoom.Thing;
    }

    /// <summary>The last record, filled in as the answer passes, so that a cut exchange keeps what was seen.</summary>
    public ExchangeEnded Ending { get; } = new();

    internal async ValueTask StartAsync(ExchangeStarted started)
    {
        // Known as open before its record can be shipped and let go of: that record will be the next, or one behind it.
        open.Began(this, spool.WrittenSequence + 1);
        Append(new RecordFrame { Started = started });
        await SyncAsync();
    }

    /// <summary>Reserves room for the answer to what waited for reviewers; false when there is none now.</summary>
    public bool TryMakeRoom() => reservation.TryExtendFairly(Recorder.AnswerOf(inspected));

    /// <summary>The request waits for reviewers.</summary>
    public void Held(string approvalId) => Append(new RecordFrame { Held = new ApprovalHeld { ApprovalId = approvalId } });

    /// <summary>An approval was consumed for this exchange; durable before anything is sent.</summary>
    public ValueTask ConsumedAsync(string approvalId, ReadOnlyMemory<byte> attempt, bool ofCall)
    {
        Append(new RecordFrame { Consumed = new ApprovalConsumed { ApprovalId = approvalId, Attempt = ByteString.CopyFrom(attempt.Span), OfCall = ofCall } });
        return SyncAsync();
    }

    /// <summary>A tool call of the answer is kept back; written (not yet synced) when this returns.</summary>
    public void Withheld(CallWithheld call) => Append(new RecordFrame { Withheld = call });

    /// <summary>What it tells of a batch; written (not yet synced) when this returns.</summary>
    public void Batch(BatchNoted noted) => Append(new RecordFrame { Batch = noted });

    /// <summary>The head of the answer, as the skill gets it.</summary>
    public void ResponseStarted(ResponseStarted response) => Append(new RecordFrame { Response = response });

    /// <summary>
    /// Bytes of the answer, as the record holds them; written (not yet synced) when this returns. A large answer is several
    /// records: each is written under the spool's lock, and each must fit into a message of the link.
    /// </summary>
    /// <exception cref="RecordingException">They could not be written: do not send them.</exception>
    public void Chunk(ReadOnlyMemory<byte> data)
    {
        for (var rest = data; rest.Length > 0; rest = rest[Math.Min(PieceBytes, rest.Length)..])
        {
            var piece = rest[..Math.Min(PieceBytes, rest.Length)];
            Append(new RecordFrame { Chunk = new ResponseChunk { Data = UnsafeByteOperations.UnsafeWrap(piece) } });
        }
    }

    /// <summary>Completes when everything written so far is fdatasynced.</summary>
    public async ValueTask SyncAsync()
    {
        try
        {
            await spool.SyncedAsync(_last);
        }
        catch (SpoolFailedException failed)
        {
            throw new RecordingException("The spool has failed.", failed);
        }
    }

    /// <summary>Writes the last record of the exchange.</summary>
    /// <param name="outcome">completed, refused, blocked, denied, expired, cut, client_gone, upstream_error, upstream_truncated or interrupted.</param>
    /// <param name="problem">Code of the problem table, where the outcome is not completed.</param>
    public void End(string outcome, string problem)
    {
        Ending.Outcome = outcome;
        Ending.Problem = problem;
        lock (_ending)
        {
            try
            {
                AppendLast(new RecordFrame { Ended = Ending });
            }
            catch (RecordingException) when (spool.Failure is null && Ending.Findings.Count + Ending.Matches.Count + Ending.Used.Count > 0)
            {
                // A full spool still has the room that was kept for the end itself; without it nothing before could be let go of.
                Ending.Findings.Clear();
                Ending.Matches.Clear();
                Ending.Used.Clear();
                AppendLast(new RecordFrame { Ended = Ending });
            }
            _over = _ended = true;
        }
        open.Ended(this);
    }

    /// <summary>Writes once more that the exchange is open, from whatever thread; null when it has not begun, has ended, or there is no room.</summary>
    /// <exception cref="SpoolFailedException">The spool has failed.</exception>
    public ulong? SayStillOpen()
    {
        // Before its first record there is nothing to carry.
        using var room = Volatile.Read(ref _last) == 0 ? null : spool.TryReserve(RecordRoom.StillOpen);
        if (room is null)
            return null;
        // Never behind the last record: a restart would take the exchange for interrupted.
        lock (_ending)
            return _ended ? null : room.Append(Addressed(new RecordFrame { StillOpen = new StillOpen() }), WriteFrame);
    }

    /// <summary>Writes nothing more. One whose last record could not be written stays open, and says so, until a restart records that it was interrupted.</summary>
    public void Dispose()
    {
        _over = true;
        reservation.Dispose();
        if (_last == 0)
            open.Ended(this);
    }

    /// <summary>From here on only the refusal comes: it may take of the room that is kept for the end.</summary>
    public void Refusing() => (_keptFree, FindingsToCome, MoreToCome) = (RecordRoom.End / 2, 0, 0);

    /// <summary>Appends a record and leaves room for the last one, which then needs nobody's leave.</summary>
    private void Append(RecordFrame frame) => Append(frame, _keptFree + MoreToCome + FindingsToCome * RecordRoom.Finding);

    private void AppendLast(RecordFrame frame) => Append(frame, keptFree: 0);

    private void Append(RecordFrame frame, long keptFree)
    {
        if (_over)
            throw new RecordingException("The exchange has its last record already.");
        Addressed(frame);
        try
        {
            var size = frame.CalculateSize() + LongestSequence;
            if (size > RecordRoom.Largest)
                throw new RecordingException("The record is larger than any that the region link takes.");
            var needed = RecordSpool.CostOf(size) + keptFree;
            if (reservation.Remaining < needed && !reservation.TryExtend(Math.Max(MoreRoom, needed)) && !reservation.TryExtend(needed - reservation.Remaining))
                throw new RecordingException("The spool has no room left for this exchange.");
            _last = reservation.Append(frame, WriteFrame);
        }
        catch (SpoolFailedException failed)
        {
            throw new RecordingException("The spool has failed.", failed);
        }
    }

    private RecordFrame Addressed(RecordFrame frame)
    {
        frame.OrganisationId = inspected.Request.Skill.Tenant.OrganisationId;
        frame.ExchangeId = exchangeId;
        frame.At = clock.GetUtcNow().ToUnixTimeMilliseconds() * 1000;
        return frame;
    }
}
