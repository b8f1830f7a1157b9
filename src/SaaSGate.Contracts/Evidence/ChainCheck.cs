using SaaSGate.Contracts.Recording;

namespace SaaSGate.Contracts.Evidence;

/// <summary>
/// Follows the chain of each session from its first record to the last one that a checkpoint signs, over bridges where records
/// were deleted. After something that does not fit it goes on behind it, so that each defect is told once.
/// </summary>
internal sealed class ChainCheck(EvidenceManifest manifest, CheckpointCheck checkpoints, RecordIndex index, ContentCheck content, ProblemList problems)
{
    private readonly Dictionary<string, long> _claimed = manifest.Sessions.ToDictionary(session => session.SessionId, session => session.Sequence);
    private readonly HashSet<string> _done = [], _atOdds = [];
    private readonly HashSet<(string, long)> _told = [];
    private string _session = "";
    private long _next;

    // The link that the next record follows; null where that is not known, behind something that did not fit.
    private byte[]? _link;

    /// <summary>Records read.</summary>
    public long Count { get; private set; }

    public void Run(IEnumerable<ReadOnlyMemory<byte>> lines)
    {
        foreach (var line in lines)
        {
            Count++;
            if (RecordLine.Read(line) is { } record)
                Take(record);
            else
                TakeUnreadable();
        }

        Finish();
        foreach (var (session, sequence) in _claimed.Where(claimed => !_done.Contains(claimed.Key)))
            problems.OfRecord("missing", session, 1, $"Session {session} is missing: {Signed(session, sequence)}, and there is neither a record of it nor one of its deletion.");
    }

    private void Take(RecordLine line)
    {
        var (session, sequence) = (line.SessionId, line.Sequence);
        if (session != _session && !Begin(session, sequence))
            return;
        CrossBridges(sequence);

        // 1. It is the next one.
        if (sequence < _next)
        {
            if (_told.Add((session, sequence)))
                problems.OfRecord("moved", session, sequence, $"Record {sequence} of session {session} stands behind record {_next - 1}, where it does not belong.");
            return;
        }

        if (sequence > _next)
            Skip(sequence);

        // 2. It follows from the one before.
        if (_link is not null && !Commitment.OfLink(_link, line.Bytes).AsSpan().SequenceEqual(line.Hash))
            Tell("changed", sequence, $"{Named(line)} was changed: it does not follow from what stands before it.");
        if (line.Record.Text("organisation") != manifest.OrganisationId)
            Tell("changed", sequence, $"{Named(line)} is one of another organisation.");

        // 3. It is what was signed.
        CheckSigned(sequence, line.Hash, Named(line));
        content.Check(line, Named(line));
        (_link, _next) = (line.Hash, sequence + 1);
    }

    /// <summary>A line that is no record most likely was the next one.</summary>
    private void TakeUnreadable()
    {
        if (_session.Length == 0 && manifest.Sessions.Count > 0)
            Begin(manifest.Sessions[0].SessionId, 1);
        Tell("changed", _next, $"Record {_next} of session {_session} was changed: its line cannot be read.");
        (_link, _next) = (null, _next + 1);
    }

    private bool Begin(string session, long sequence)
    {
        if (!_claimed.ContainsKey(session))
        {
            problems.OfRecord("added", session, sequence, $"Record {sequence} of session {session} is there, though the manifest does not claim that session.");
            return false;
        }

        if (_done.Contains(session))
        {
            if (_told.Add((session, sequence)))
                problems.OfRecord("moved", session, sequence, $"Record {sequence} of session {session} stands behind another session's, where it does not belong.");
            return false;
        }

        Finish();
        (_session, _next, _link) = (session, 1, Commitment.Genesis);
        _done.Add(session);
        return true;
    }

    private void CrossBridges(long to)
    {
        while (_next < to && index.Of(_session).BridgeFrom(_next) is { } bridge && bridge.Range.To < to)
        {
            var (from, end) = (bridge.Range.From, bridge.Range.To);
            if (_link is not null && !_link.AsSpan().SequenceEqual(bridge.Before))
                Tell("changed", from, $"Records {from} to {end} of session {_session} were deleted, but what the deletion says of them does not follow from what stands before.");
            CheckSigned(end, bridge.After, $"Record {end} of session {_session}, which was deleted,");
            (_link, _next) = (bridge.After, end + 1);
        }
    }

    /// <summary>Tells why records are not there before one that is.</summary>
    private void Skip(long sequence)
    {
        if (index.Has(_session, _next))
        {
            _told.Add((_session, _next));
            problems.OfRecord("moved", _session, _next, $"Record {_next} of session {_session} was moved: record {sequence} stands in its place.");
        }
        else
        {
            var last = _next;
            while (last + 1 < sequence && last - _next < 1000 && !index.Has(_session, last + 1))
                last++;
            problems.OfRecord(
                "missing", _session, _next,
                last == _next
                    ? $"Record {_next} of session {_session} is missing, and no record says that it was deleted."
                    : $"Records {_next} to {last} of session {_session} are missing, and no record says that they were deleted.");
        }

        _atOdds.Add(_session);
        _link = null;
    }

    private void CheckSigned(long sequence, byte[] hash, string named)
    {
        foreach (var signed in checkpoints.Of(_session))
            if (signed.Sequence == sequence && !signed.Head.AsSpan().SequenceEqual(hash))
                Tell("changed", sequence, $"{named} is not the one that checkpoint {signed.Number} signed: history before it was changed.");
    }

    private void Finish()
    {
        if (_session.Length == 0)
            return;
        CrossBridges(long.MaxValue);
        var signed = checkpoints.Of(_session).Select(head => head.Sequence).DefaultIfEmpty(0).Max();
        var claimed = Math.Max(signed, _claimed[_session]);
        if (_next <= claimed)
            problems.OfRecord("cut_off", _session, _next, $"Session {_session} is cut off after record {_next - 1}: {Signed(_session, claimed)}.");
        else if (_next - 1 > signed && !_atOdds.Contains(_session))
            problems.OfRecord("unsigned", _session, signed + 1, $"Record {signed + 1} of session {_session} is in no checkpoint: nobody signed that it was there.");
        _session = "";
    }

    /// <summary>Once a session: what follows a change is changed with it.</summary>
    private void Tell(string kind, long sequence, string message)
    {
        if (_atOdds.Add(_session))
            problems.OfRecord(kind, _session, sequence, message);
    }

    private string Signed(string session, long sequence) => checkpoints.Of(session) is [.., var head] && head.Sequence >= sequence
        ? $"checkpoint {head.Number} has {head.Sequence} records of it"
        : $"the manifest claims {sequence} records of it";

    private static string Named(RecordLine line) =>
        line.Exchange is { } exchange ? $"Record {line.Sequence} of session {line.SessionId} (exchange {exchange})" : $"Record {line.Sequence} of session {line.SessionId}";
}
