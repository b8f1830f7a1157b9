using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SaaSGate.Contracts.Recording;

namespace SaaSGate.Contracts.Evidence;

/// <summary>Holds recorded content against what records commit to. What is not there must have been deleted by a record that is.</summary>
internal sealed class ContentCheck(LineCursor content, LineCursor findings, IReadOnlyDictionary<string, byte[]> files, RecordIndex index, ProblemList problems)
{
    /// <param name="line">A record of any kind.</param>
    /// <param name="named">How messages name it.</param>
    public void Check(RecordLine line, string named)
    {
        // What is known of an exchange that has ended stands with the record of its end.
        var ended = line.Kind == ChainRecord.ExchangeKind;
        if (!ended && (line.Kind != ChainRecord.OpenedKind || index.HasEnded(line.Exchange!)))
            return;
        try
        {
            CheckBodies(line, named, ended);
            CheckFindings(line, named, ended);
        }
        catch (Exception malformed) when (malformed is FormatException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            Tell("changed", line, $"What belongs to {named} cannot be read: it was changed.");
        }
    }

    private void CheckBodies(RecordLine line, string named, bool ended)
    {
        var deletions = index.Of(line.SessionId);
        var request = line.Record.GetProperty("request");
        if (content.Take(line.SessionId, line.Sequence) is not { } bodies)
        {
            const string Gone = "is missing, and no record says that it was deleted.";
            if (deletions.HasBodiesOf(line.Sequence))
                return;
            if (ended)
                Tell("missing", line, $"What was sent and answered in {named} {Gone}");
            else // with the record of its end, most likely, which has been cut off
                problems.Following("missing", line.SessionId, line.Sequence, $"What was sent in {named} {Gone}");
            return;
        }

        // 1. Each block by itself, so that one that is wrong is named.
        var commitments = new List<byte[]>();
        foreach (var block in bodies.GetProperty("blocks").EnumerateArray())
        {
            commitments.Add(block.Bytes("commitment")!);
            var ordinal = commitments.Count;
            if (block.GetProperty("file").GetString() is not { } file)
            {
                if (!deletions.HasBlock(block.Text("commitment")))
                    Tell("missing", line, $"Block {ordinal} of the request of {named} is missing, and no record says that it was deleted.");
            }
            else if (HashOf(file, line, named) is { } hash && !Same(Commitment.OfBlock(block.Bytes("salt"), hash), commitments[^1]))
            {
                Tell("changed", line, $"Block {ordinal} of the request of {named} was changed ({file}).");
            }
        }

        // 2. The request that they are blocks of.
        var skeleton = bodies.GetProperty("skeleton");
        if (HashOf(skeleton.Text("file"), line, named) is { } skeletonHash
            && !Same(Commitment.OfRequest(Commitment.OfSkeletonHash(skeleton.Bytes("salt"), skeletonHash), commitments), request.Bytes("commitment")))
            Tell("changed", line, $"The request of {named} was changed: it is not what the record commits to.");
        if (!ended)
            return;

        // 3. The response.
        var response = bodies.GetProperty("response");
        if (HashOf(response.Text("file"), line, named) is { } body && HashOf(response.Text("timing"), line, named) is { } timing
            && !Same(Commitment.OfResponseHashes(response.Bytes("salt"), body, timing), line.Record.GetProperty("response").Bytes("commitment")))
            Tell("changed", line, $"The response of {named} was changed: it is not what the record commits to.");
    }

    private void CheckFindings(RecordLine line, string named, bool ended)
    {
        var (request, response) = (line.Record.GetProperty("request").Bytes("findings"), ended ? line.Record.GetProperty("response").Bytes("findings") : null);
        var found = findings.Take(line.SessionId, line.Sequence);
        if (request is null && response is null && found is null)
            return;
        if (found is not { } given)
        {
            if (!index.Of(line.SessionId).HasFindingsOf(line.Sequence))
                Tell("missing", line, $"What was found in {named} is missing, and no record says that it was deleted.");
            return;
        }

        var salt = given.Bytes("salt");
        if (!Same(Committed(given.GetProperty("request"), salt), request) || !Same(Committed(given.GetProperty("response"), salt), response))
            Tell("changed", line, $"What was found in {named} was changed: it is not what the record commits to.");
    }

    private static byte[]? Committed(JsonElement list, byte[]? salt) =>
        list.GetArrayLength() == 0 ? null : Commitment.OfFindings(salt, (ReadOnlySpan<byte>)Encoding.UTF8.GetBytes(list.GetRawText()));

    private static bool Same(byte[]? one, byte[]? other) => one is null || other is null ? one == other : CryptographicOperations.FixedTimeEquals(one, other);

    private byte[]? HashOf(string file, RecordLine line, string named)
    {
        if (files.TryGetValue(file, out var hash))
            return hash;
        Tell("missing", line, $"A file that belongs to {named} is missing or cannot be read: {(EvidenceFiles.IsPlain(file) ? file : "it has no valid name")}.");
        return null;
    }

    private void Tell(string kind, RecordLine line, string message) => problems.OfRecord(kind, line.SessionId, line.Sequence, message);
}
