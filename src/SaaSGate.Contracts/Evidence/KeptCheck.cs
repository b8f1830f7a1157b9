using System.Buffers.Text;
using System.Text.Json;
using SaaSGate.Contracts.Proof;

namespace SaaSGate.Contracts.Evidence;

/// <summary>
/// Compares the checkpoints of the evidence with those that the verifier was sent when they were made. Whoever holds the
/// installation's key can write history anew and sign it again; what others keep cannot be signed away.
/// </summary>
internal sealed class KeptCheck(EvidenceManifest manifest, CheckpointCheck checkpoints, KeyRing keys, ProblemList problems)
{
    // One that was being made while the evidence was is in the next.
    private static readonly TimeSpan Moment = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, long> _claimed = manifest.Sessions.ToDictionary(session => session.SessionId, session => session.Sequence);
    private readonly Dictionary<long, byte[]> _hashes = [];
    private long _agreeing;
    private bool _bears;

    /// <summary>Checkpoints that were brought, and how many of them are in the evidence and the same.</summary>
    public (long Brought, long Agreeing) Result => (_hashes.Count, _agreeing);

    /// <param name="lines">Each a checkpoint, or an array of such, in whatever order and however often; JSON in any form.</param>
    /// <exception cref="EvidenceException">A line is neither, or none is of this organisation.</exception>
    public void Run(IEnumerable<string> lines)
    {
        var place = 0;
        foreach (var line in lines)
        {
            place++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            try
            {
                using var json = JsonDocument.Parse(line);
                foreach (var one in json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement.EnumerateArray().ToArray() : [json.RootElement])
                    Take(one);
            }
            catch (Exception malformed) when (malformed is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
            {
                throw new EvidenceException($"Line {place} of the checkpoints that you kept is no checkpoint.", malformed);
            }
        }

        if (_hashes.Count == 0)
            throw new EvidenceException("None of the checkpoints that you kept is of this organisation.");
        if (!_bears)
            problems.OfCheckpoint(
                "apart", manifest.Checkpoints.From,
                $"None of the {_hashes.Count} checkpoints that you kept is in it, follows from one that is, or names a record of it: they cannot tell whether history was written anew. Bring those of its time.");
    }

    private void Take(JsonElement line)
    {
        // 1. It is signed, by the same rules as any other. It is written anew from its facts: JSON that went through other hands may look different.
        var json = line.GetProperty("checkpoint");
        if (json.Text("type") != Checkpoint.Type)
            throw new FormatException("It is of another type.");
        if (json.Text("organisation") != manifest.OrganisationId)
            return;
        var kept = new Checkpoint(
            manifest.OrganisationId, json.Number("number"), json.GetProperty("at").GetDateTimeOffset(), json.Bytes("previous")!, json.Bytes("root")!,
            (int)json.Number("leaves"), json.Text("key"));
        var document = kept.ToDocument();
        if (keys.Objection(kept.KeyId, kept.At, document, Base64Url.DecodeFromChars(line.Text("signature"))) is { } objection)
        {
            problems.OfCheckpoint("forged", kept.Number, $"Checkpoint {kept.Number}, as you kept it, {objection}");
            return;
        }

        // 2. It is the only one of its number.
        var hash = Checkpoint.HashOf(document);
        if (!_hashes.TryAdd(kept.Number, hash))
        {
            if (!_hashes[kept.Number].AsSpan().SequenceEqual(hash))
                problems.OfCheckpoint("rewritten", kept.Number, $"You kept two different checkpoints {kept.Number}, both signed: history was written anew in between.");
            return;
        }

        // 3. It is the one of the evidence, or goes with those there.
        if (checkpoints.HashOf(kept.Number) is { } own)
            Compare(kept.Number, own, hash);
        else
            TakeOther(kept, line, json);
    }

    private void Compare(long number, byte[] own, byte[] kept)
    {
        _bears = true;
        if (own.AsSpan().SequenceEqual(kept))
            _agreeing++;
        else
            problems.OfCheckpoint("rewritten", number, $"Checkpoint {number} is not the one that you kept, though both are signed: history was written anew.");
    }

    /// <summary>
    /// One that is not in the evidence. When that was made is the word of who made it, so a time excuses only what may have happened
    /// later: that a checkpoint is not there, or a record behind the last that is claimed. What is there must be what was kept.
    /// </summary>
    private void TakeOther(Checkpoint kept, JsonElement line, JsonElement json)
    {
        CheckOrder(kept);
        // Who claims a time that ends later is held to that.
        var made = manifest.Scope.To is { } end && end > manifest.MadeAt ? end : manifest.MadeAt;
        var wasThere = kept.At <= made - Moment;
        if (wasThere && manifest.Scope is { From: { } from, To: { } to } && kept.At >= from && kept.At <= to)
            problems.OfCheckpoint("missing", kept.Number, kept.At <= manifest.MadeAt
                ? $"Checkpoint {kept.Number}, which you kept, is missing: it lies in the time that is claimed."
                : $"Checkpoint {kept.Number}, which you kept, is missing: it lies in the time that is claimed, which was not over when this says that it was made. Ask for evidence of that time anew.");
        if (CheckpointLine.Leaves(line) is not { } leaves)
            return;
        if (!CheckpointLine.AreOf(json, leaves))
        {
            problems.OfCheckpoint("changed", kept.Number, $"The leaves of checkpoint {kept.Number}, as you kept it, are not those that it signs.");
            return;
        }

        foreach (var leaf in leaves)
        {
            if (!_claimed.TryGetValue(leaf.SessionId, out var claimed) || (leaf.Sequence > claimed && !wasThere))
                continue;
            _bears = true;
            checkpoints.Add(leaf.SessionId, new(kept.Number, leaf.Sequence, leaf.Head));
        }
    }

    /// <summary>Numbers and times of checkpoints grow together, and each names the one before it.</summary>
    private void CheckOrder(Checkpoint kept)
    {
        if (checkpoints.HashOf(kept.Number - 1) is { } before)
        {
            _bears = true;
            if (!before.AsSpan().SequenceEqual(kept.Previous))
                problems.OfCheckpoint("rewritten", kept.Number - 1, $"Checkpoint {kept.Number - 1} is not the one that the next one, which you kept, follows: history was written anew.");
        }

        if (checkpoints.AtOdds(kept.Number, kept.At) is not { } other)
            return;
        _bears = true;
        problems.OfCheckpoint("rewritten", other, $"Checkpoint {other} says a time that does not go with that of checkpoint {kept.Number}, which you kept: history was written anew.");
    }
}
