using System.Text;
using System.Text.Json;

namespace SaaSGate.Postgres.Recording;

/// <summary>
/// Reads, from a whole masked answer, which tools it calls and which hosts it names: what a blast radius is drawn from.
/// Most answers hold neither and cost two searches. What cannot be read is left out: it is a view of the record, not the record.
/// </summary>
internal static class ToolCalls
{
    private const int MostCalls = 100, LongestTool = 128;

    public static IReadOnlyCollection<ToolCall> Read(ReadOnlySpan<byte> answer)
    {
        if (answer.IndexOf("tool_use"u8) < 0 && answer.IndexOf("://"u8) < 0)
            return [];
        var blocks = new Dictionary<int, (string Tool, StringBuilder Text)>();
        if (answer.TrimStart(" \r\n\t"u8).StartsWith("{"u8))
            ReadPiece(answer, blocks);
        else
            foreach (var range in answer.Split((byte)'\n'))
                if (answer[range].StartsWith("data:"u8))
                    ReadPiece(answer[range][5..], blocks);
        var calls = new HashSet<ToolCall>();
        foreach (var (tool, text) in blocks.Values)
            foreach (var host in HostNames.In(text.ToString()).DefaultIfEmpty(""))
                if (calls.Count < MostCalls && (tool.Length > 0 || host.Length > 0))
                    calls.Add(new(tool, host));
        return calls;
    }

    private static void ReadPiece(ReadOnlySpan<byte> json, Dictionary<int, (string Tool, StringBuilder Text)> blocks)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            var index = root.TryGetProperty("index", out var place) && place.TryGetInt32(out var at) ? at : 0;
            if (root.TryGetProperty("content_block", out var block))
                Begin(blocks, index, block);
            else if (root.TryGetProperty("delta", out var delta) && blocks.TryGetValue(index, out var open))
                open.Text.Append(Text(delta, "partial_json") ?? Text(delta, "text"));
            else if (root.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Array)
                foreach (var whole in content.EnumerateArray())
                    Begin(blocks, blocks.Count, whole);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or FormatException)
        {
            // Cut off, or not Claude's: it names nothing.
        }
    }

    private static void Begin(Dictionary<int, (string Tool, StringBuilder Text)> blocks, int index, JsonElement block)
    {
        var isTool = Text(block, "type")?.EndsWith("tool_use", StringComparison.Ordinal) == true;
        var tool = isTool ? Text(block, "name") ?? "" : "";
        var text = new StringBuilder(isTool && block.TryGetProperty("input", out var input) && input.ValueKind == JsonValueKind.Object && input.EnumerateObject().Any()
            ? input.GetRawText()
            : Text(block, "text"));
        blocks[index] = (tool.Length > LongestTool ? tool[..LongestTool] : tool, text);
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
