using System.Text.Json;
using SaaSGate.Contracts.Recording;

namespace SaaSGate.Contracts.Evidence;

/// <summary>What the deletion records of one session say. It counts because the chain that holds them is verified too.</summary>
internal sealed class SessionDeletions
{
    private readonly List<ChainRange> _bodies = [], _findings = [];
    private readonly HashSet<string> _blocks = [];
    private readonly Dictionary<long, ChainBridge> _bridges = [];

    public void Add(JsonElement record)
    {
        _bodies.AddRange(record.GetProperty("bodies").EnumerateArray().Select(Range));
        _findings.AddRange(record.GetProperty("findings").EnumerateArray().Select(Range));
        _blocks.UnionWith(record.GetProperty("blocks").EnumerateArray().Select(block => block.GetString()!));
        foreach (var json in record.GetProperty("records").EnumerateArray())
        {
            var bridge = new ChainBridge(Range(json), json.Bytes("before")!, json.Bytes("after")!);
            if (bridge.Range.To >= bridge.Range.From && !(_bridges.TryGetValue(bridge.Range.From, out var shorter) && shorter.Range.To >= bridge.Range.To))
                _bridges[bridge.Range.From] = bridge;
        }
    }

    public bool HasBodiesOf(long sequence) => _bodies.Exists(range => sequence >= range.From && sequence <= range.To);

    public bool HasFindingsOf(long sequence) => _findings.Exists(range => sequence >= range.From && sequence <= range.To);

    public bool HasBlock(string commitment) => _blocks.Contains(commitment);

    /// <summary>The longest bridge that begins at a record.</summary>
    public ChainBridge? BridgeFrom(long sequence) => _bridges.GetValueOrDefault(sequence);

    public static EvidenceDeletion Describe(RecordLine line)
    {
        var record = line.Record;
        List<string> what = [];
        Say("bodies", "bodies of records ");
        Say("findings", "findings of records ");
        Say("records", "records ");
        if (record.GetProperty("blocks").GetArrayLength() is > 0 and var blocks)
            what.Add($"{blocks} single blocks");
        return new(line.SessionId, line.Sequence, record.Text("at"), record.Text("reason"), record.GetProperty("note").GetString(), string.Join(", ", what));

        void Say(string name, string words)
        {
            var ranges = record.GetProperty(name).EnumerateArray().Select(Range).Select(range => range.From == range.To ? $"{range.From}" : $"{range.From} to {range.To}").ToList();
            if (ranges.Count > 0)
                what.Add(words + string.Join(", ", ranges));
        }
    }

    private static ChainRange Range(JsonElement json) => new(json.Number("from"), json.Number("to"));
}
