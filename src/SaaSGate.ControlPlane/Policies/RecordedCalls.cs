using System.Text;
using System.Text.Json;

namespace SaaSGate.ControlPlane.Policies;

/// <summary>Reads which tools a recorded answer calls, with their inputs. What cannot be read calls nothing.</summary>
internal static class RecordedCalls
{
    private const int MostCalls = 100;

    public static IReadOnlyList<(string Tool, byte[] Input)> In(ReadOnlySpan<byte> answer)
    {
        if (answer.IndexOf("tool_use"u8) < 0)
            return [];
        var calls = new List<(string, byte[])>();
        var open = new Dictionary<int, (string Tool, string Whole, StringBuilder Input)>();
        if (answer.TrimStart(" \r\n\t"u8).StartsWith("{"u8))
            Read(answer, calls, open);
        else
            foreach (var range in answer.Split((byte)'\n'))
                if (answer[range].StartsWith("data:"u8))
                    Read(answer[range][5..], calls, open);
        calls.AddRange(open.OrderBy(call => call.Key).Select(call => (call.Value.Tool, Encoding.UTF8.GetBytes(call.Value.Input.Length > 0 ? call.Value.Input.ToString() : call.Value.Whole))));
        return calls.Count > MostCalls ? calls[..MostCalls] : calls;
    }

    private static void Read(ReadOnlySpan<byte> json, List<(string, byte[])> calls, Dictionary<int, (string Tool, string Whole, StringBuilder Input)> open)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            var index = root.TryGetProperty("index", out var place) && place.TryGetInt32(out var at) ? at : 0;
            if (root.TryGetProperty("content_block", out var block) && ToolOf(block) is { } begun)
                open[index] = (begun.Tool, begun.Input, new StringBuilder());
            else if (root.TryGetProperty("delta", out var delta) && open.TryGetValue(index, out var call) && TextOf(delta, "partial_json") is { } piece)
                call.Input.Append(piece);
            else if (root.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.Array)
                calls.AddRange(content.EnumerateArray().Select(ToolOf).OfType<(string Tool, string Input)>().Select(whole => (whole.Tool, Encoding.UTF8.GetBytes(whole.Input))));
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or FormatException)
        {
            // Cut off, or not Claude's.
        }
    }

    /// <summary>Null where a block is no call of a tool that the skill runs.</summary>
    private static (string Tool, string Input)? ToolOf(JsonElement block) => TextOf(block, "type") == "tool_use" && TextOf(block, "name") is { } tool
        ? (tool, block.TryGetProperty("input", out var input) ? input.GetRawText() : "{}")
        : null;

    private static string? TextOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
