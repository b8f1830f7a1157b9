using System.Globalization;
using SaaSGate.Inspection.Masking;

namespace SaaSGate.Inspection.Streaming;

/// <summary>The open texts of a stream.</summary>
internal sealed class StreamChannels(MaskPlan plan, Labeller labeller, List<Finding> findings)
{
    /// <summary>Texts that may be open at the same time; Claude has one.</summary>
    private const int Most = 1000;

    private readonly List<Channel> _open = [];

    /// <summary>The channel of a block's text, opened where it is not yet.</summary>
    public Channel Open(int index, PartKind part, string? name)
    {
        foreach (var open in _open)
            if (open.Index == index && open.Part == part && open.Name == name)
                return open;
        if (_open.Count == Most)
            throw new InspectionException($"More than {Most} texts are open at the same time.");
        Channel channel = part == PartKind.Json
            ? new JsonChannel(index, Location(index, "partial_json"), findings, plan, labeller)
            : new TextChannel(part, index, Location(index, NameOf(part)), findings, plan, labeller, IsThinking(part, name) ? ValuePlace.Thinking : ValuePlace.Text) { Name = name };
        _open.Add(channel);
        return channel;
    }

    /// <summary>Looks at what every text got.</summary>
    public void Scan()
    {
        foreach (var channel in _open)
            channel.Scan();
    }

    /// <summary>Completes every text of a block.</summary>
    public void Close(int index)
    {
        for (var i = _open.Count - 1; i >= 0; i--)
            if (_open[i].Index == index)
            {
                _open[i].Complete();
                _open.RemoveAt(i);
            }
    }

    /// <summary>Completes every text.</summary>
    public void CloseAll()
    {
        foreach (var channel in _open)
            channel.Complete();
        _open.Clear();
    }

    private static string Location(int index, string name) =>
        name == "completion" ? "/completion" : string.Create(CultureInfo.InvariantCulture, $"/content/{index}/{name}");

    /// <summary>A delta that Claude added later may carry thinking too: its name ends with that of its text.</summary>
    private static bool IsThinking(PartKind part, string? name) => part == PartKind.Thinking || name?.EndsWith("/thinking", StringComparison.Ordinal) == true;

    private static string NameOf(PartKind part) => part switch
    {
        PartKind.Thinking => "thinking",
        PartKind.Compaction => "content",
        PartKind.Completion => "completion",
        PartKind.Other => "delta",
        _ => "text",
    };
}
