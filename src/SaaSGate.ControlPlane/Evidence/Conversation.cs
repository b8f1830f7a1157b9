using System.Text;
using System.Text.Json;
using SaaSGate.Inspection.Requests;
using SaaSGate.Postgres.Evidence;

namespace SaaSGate.ControlPlane.Evidence;

/// <summary>What was said in an exchange, as text for the report.</summary>
internal static class Conversation
{
    /// <summary>What stands in a request for the first time in its session: who says it, and what.</summary>
    public static IEnumerable<(string Who, string Text)> NewIn(ProvenContent content)
    {
        if (content.Skeleton is not { } skeleton)
            yield break;
        var missing = content.Blocks.Any(block => block.Hash is null);
        if (missing)
            yield return ("note", "Blocks of this request were deleted.");
        if (!content.Blocks.Any(block => block.Body is not null))
            yield break;

        // Blocks that are not new have no body here, and only their places count.
        var places = RequestBlocks.Split(RequestBlocks.Join(skeleton, [.. content.Blocks.Select(block => new ReadOnlyMemory<byte>(block.Body ?? [.. "null"u8]))])).Blocks;
        for (var i = 0; i < content.Blocks.Count; i++)
            if (content.Blocks[i].Body is { } body)
                yield return (places.Count == content.Blocks.Count ? Who(places[i]) : "request", TextOf(body));
    }

    /// <summary>What was answered.</summary>
    public static string AnswerOf(ReadOnlySpan<byte> response, string? contentType)
    {
        var text = Encoding.UTF8.GetString(response);
        return contentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true ? OfEvents(text) : TextOf(response.ToArray());
    }

    private static string Who(RequestBlock block) => block.Kind switch
    {
        RequestBlockKind.System => "system prompt",
        RequestBlockKind.Tool => "tool",
        RequestBlockKind.Message => block.Message % 2 == 0 ? "user" : "assistant",
        _ => "request",
    };

    private static string OfEvents(string stream)
    {
        var text = new StringBuilder();
        foreach (var line in stream.Split('\n'))
        {
            if (!line.StartsWith("data:", StringComparison.Ordinal))
                continue;
            try
            {
                using var data = JsonDocument.Parse(line.AsMemory(5));
                AddEvent(text, data.RootElement);
            }
            catch (Exception unknown) when (unknown is JsonException or InvalidOperationException)
            {
                text.AppendLine(line[5..].Trim());
            }
        }

        return text.ToString().Trim();
    }

    private static void AddEvent(StringBuilder text, JsonElement data)
    {
        if (data.TryGetProperty("content_block", out var block) && block.TryGetProperty("type", out var type) && type.GetString() != "text")
            text.Append(text.Length > 0 ? "\n" : "").Append('[').Append(type.GetString()).Append(block.TryGetProperty("name", out var name) ? $" {name.GetString()}" : "").Append("] ");
        if (data.TryGetProperty("delta", out var delta))
            foreach (var part in (string[])["text", "thinking", "partial_json"])
                if (delta.TryGetProperty(part, out var said) && said.ValueKind == JsonValueKind.String)
                    text.Append(said.GetString());
        if (data.TryGetProperty("error", out var error))
            text.Append("[error] ").Append(error.GetRawText());
    }

    private static string TextOf(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return TextOf(document.RootElement);
        }
        catch (JsonException)
        {
            return Encoding.UTF8.GetString(json);
        }
    }

    private static string TextOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString()!,
        JsonValueKind.Array => string.Join("\n", json.EnumerateArray().Select(TextOf)),
        JsonValueKind.Object when json.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String => text.GetString()!,
        JsonValueKind.Object when Has(json, "type", "tool_use") || Has(json, "type", "server_tool_use") =>
            $"[{json.GetProperty("type").GetString()} {(json.TryGetProperty("name", out var name) ? name.ToString() : "")}] {(json.TryGetProperty("input", out var input) ? input.GetRawText() : "")}",
        JsonValueKind.Object when json.TryGetProperty("content", out var content) => (Has(json, "type", "tool_result") ? "[tool result] " : "") + TextOf(content),
        _ => json.GetRawText(),
    };

    private static bool Has(JsonElement json, string name, string value) =>
        json.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String && found.GetString() == value;
}
