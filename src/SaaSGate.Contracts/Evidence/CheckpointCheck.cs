using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using SaaSGate.Contracts.Proof;
using SaaSGate.Contracts.Recording;

namespace SaaSGate.Contracts.Evidence;

/// <summary>Follows the checkpoints, and keeps what they say of the claimed sessions.</summary>
internal sealed class CheckpointCheck(EvidenceManifest manifest, KeyRing keys, ProblemList problems)
{
    private readonly HashSet<string> _claimed = [.. manifest.Sessions.Select(session => session.SessionId)];
    private readonly Dictionary<string, List<SignedHead>> _heads = [];
    private readonly Dictionary<string, long> _unclaimed = [];
    private readonly Dictionary<long, byte[]> _hashes = [];
    private (long Number, DateTimeOffset At)? _first, _last;
    private byte[]? _previous;
    private DateTimeOffset _at = DateTimeOffset.MinValue;
    private long _next = manifest.Checkpoints.From;

    /// <summary>What is signed of a session, in the order of its checkpoints.</summary>
    public IReadOnlyList<SignedHead> Of(string session) => _heads.GetValueOrDefault(session, []);

    /// <summary>Hash of a checkpoint's document; null of one that is not there.</summary>
    public byte[]? HashOf(long number) => _hashes.GetValueOrDefault(number);

    /// <summary>The checkpoint whose time does not go with that of one that is not there; null where all do.</summary>
    public long? AtOdds(long number, DateTimeOffset at) =>
        _first is { } first && number < first.Number && at > first.At ? first.Number : _last is { } last && number > last.Number && at < last.At ? last.Number : null;

    /// <summary>Adds what a checkpoint says that is not in the evidence, of a session that is.</summary>
    public void Add(string session, SignedHead head)
    {
        if (!_claimed.Contains(session))
            return;
        if (!_heads.TryGetValue(session, out var heads))
            _heads[session] = heads = [];
        heads.Insert(heads.FindLastIndex(other => other.Number <= head.Number) + 1, head);
    }

    public void Run(IEnumerable<ReadOnlyMemory<byte>> lines)
    {
        foreach (var line in lines)
        {
            try
            {
                Take(CanonicalJson.Read(line));
            }
            catch (Exception malformed) when (malformed is FormatException or KeyNotFoundException or InvalidOperationException)
            {
                problems.OfCheckpoint("changed", _next, $"Checkpoint {_next} was changed: its line cannot be read.");
                (_previous, _next) = (null, _next + 1);
            }
        }

        CheckMadeAt();
        if (_next <= manifest.Checkpoints.To)
            problems.OfCheckpoint("cut_off", _next, $"The checkpoints are cut off: number {_next} to {manifest.Checkpoints.To} are missing.");
        if (manifest.Scope.Kind != EvidenceScope.OrganisationKind)
            return;
        foreach (var (session, number) in _unclaimed.OrderBy(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal))
            problems.OfRecord("missing", session, 1, $"Session {session} is missing: checkpoint {number} has it, and there is neither a record of it nor one of its deletion.");
    }

    private void Take(JsonElement line)
    {
        var checkpoint = line.GetProperty("checkpoint");
        var (number, at) = (checkpoint.Number("number"), checkpoint.GetProperty("at").GetDateTimeOffset());
        var document = Encoding.UTF8.GetBytes(checkpoint.GetRawText());

        // 1. It stands where it belongs, behind the one that it names.
        if (number > _next)
            problems.OfCheckpoint("missing", _next, $"Checkpoint {_next} is missing: number {number} stands in its place.");
        else if (number < _next)
            problems.OfCheckpoint("moved", number, $"Checkpoint {number} stands where number {_next} should.");
        else if (_previous is not null && !checkpoint.Bytes("previous").AsSpan().SequenceEqual(_previous))
            problems.OfCheckpoint("changed", number, $"Checkpoint {number} does not follow from checkpoint {number - 1}: one of the two was changed.");
        else if (number == 1 && !checkpoint.Bytes("previous").AsSpan().SequenceEqual(Commitment.Genesis))
            problems.OfCheckpoint("changed", number, "The first checkpoint follows from another one.");
        if (at < _at)
            problems.OfCheckpoint("changed", number, $"Checkpoint {number} says that it was made before the one before it.");
        (_next, _previous, _at) = (number + 1, Checkpoint.HashOf(document), at);
        if (_hashes.TryAdd(number, _previous))
            (_first, _last) = (_first ?? (number, at), (number, at));

        // 2. It is signed.
        if (checkpoint.Text("organisation") != manifest.OrganisationId || checkpoint.Text("type") != Checkpoint.Type)
            problems.OfCheckpoint("changed", number, $"Checkpoint {number} is not one of this organisation.");
        if (keys.Objection(checkpoint.Text("key"), at, document, Base64Url.DecodeFromChars(line.Text("signature"))) is { } objection)
            problems.OfCheckpoint("forged", number, $"Checkpoint {number} {objection}");

        // 3. Its tree is that of its leaves.
        if (CheckpointLine.Leaves(line) is { } leaves)
            TakeLeaves(number, checkpoint, leaves);
        else if (IsComplete(number))
            problems.OfCheckpoint("missing", number, $"The leaves of checkpoint {number} are missing.");
        CheckScope(number, at);
    }

    /// <summary>Evidence is made behind its checkpoints.</summary>
    private void CheckMadeAt()
    {
        if (_last is { } last && manifest.MadeAt < last.At)
            problems.OfFile("changed", EvidenceFiles.Manifest, $"The manifest says that it was made before checkpoint {last.Number}, which is in it.");
    }

    private void TakeLeaves(long number, JsonElement checkpoint, List<CheckpointLeaf> leaves)
    {
        if (!CheckpointLine.AreOf(checkpoint, leaves))
            problems.OfCheckpoint("changed", number, $"The leaves of checkpoint {number} are not those that it signs.");
        foreach (var leaf in leaves)
        {
            Add(leaf.SessionId, new(number, leaf.Sequence, leaf.Head));
            if (IsComplete(number) && !_claimed.Contains(leaf.SessionId))
                _unclaimed.TryAdd(leaf.SessionId, number);
        }
    }

    /// <summary>The complete checkpoints begin and end where the scope's time does.</summary>
    private void CheckScope(long number, DateTimeOffset at)
    {
        if (manifest.Scope is not { From: { } from, To: { } to })
            return;
        if (number < manifest.Complete.From && at >= from)
            problems.OfCheckpoint("missing", number, $"Checkpoint {number} lies in the time that is claimed, but is not among those that are complete.");
        if (number > manifest.Complete.To && number == manifest.Complete.To + 1 && _lastComplete < to)
            problems.OfCheckpoint("missing", number, $"Checkpoint {number} lies in the time that is claimed, but is not among those that are complete.");
        if (number == manifest.Complete.From && number > 1 && manifest.Checkpoints.From == number)
            problems.OfCheckpoint("missing", number - 1, $"Checkpoint {number - 1} is missing, which would show that the claimed time begins here.");
        if (number == manifest.Complete.To)
            _lastComplete = at;
    }

    private DateTimeOffset _lastComplete = DateTimeOffset.MaxValue;

    private bool IsComplete(long number) => number >= manifest.Complete.From && number <= manifest.Complete.To;
}
