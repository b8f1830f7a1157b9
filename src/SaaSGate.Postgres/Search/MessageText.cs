using System.Text.Json;

namespace SaaSGate.Postgres.Search;

/// <summary>Reads the texts out of recorded blocks and answers: whatever is a text in them, but for ids, signatures and encoded data.</summary>
internal static class MessageText
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };

    /// <summary>Texts of a content block of a request. What cannot be read is passed over.</summary>
    public static void OfBlock(ReadOnlyMemory<byte> block, ITextSink sink) => Read(block, TextPlace.Given, sink);

    /// <summary>Texts of a response.</summary>
    /// <param name="body">The masked body.</param>
    /// <param name="contentType">As recorded; null when there was no answer.</param>
    /// <param name="sink">Takes them.</param>
    public static void OfResponse(ReadOnlyMemory<byte> body, string? contentType, ITextSink sink)
    {
        if (contentType is not null && contentType.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase))
            OfStream(body, sink);
        else
            Read(body, TextPlace.Answer, sink);
    }

    private static void Read(ReadOnlyMemory<byte> json, TextPlace place, ITextSink sink)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new() { MaxDepth = Options.MaxDepth });
            Walk(document.RootElement, place, sink);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // Recorded as it is, but no text: cut off, no JSON, or an unpaired surrogate.
        }
    }

    private static void Walk(JsonElement element, TextPlace place, ITextSink sink)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                using (var text = new PooledText())
                {
                    text.Append(element);
                    if (text.Length > 0)
                        sink.Text(text.Span, place);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    Walk(item, place, sink);
                break;
            case JsonValueKind.Object:
                WalkObject(element, place, sink);
                break;
            case JsonValueKind.Number when place == TextPlace.ToolInput:
                sink.Text(element.GetRawText(), place);
                break;
        }
    }

    private static void WalkObject(JsonElement element, TextPlace place, ITextSink sink)
    {
        var type = element.TryGetProperty("type", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString() : null;
        if (place != TextPlace.ToolInput)
        {
            if (IsToolUse(type) && element.TryGetProperty("name", out var tool) && tool.ValueKind == JsonValueKind.String)
                sink.Tool(tool.GetString()!);
            if (type is "thinking")
                place = TextPlace.Thought;
        }

        // The schemas of tools that could be called say nothing of what was done.
        var definition = element.TryGetProperty("input_schema", out _);
        foreach (var property in element.EnumerateObject())
        {
            if (place == TextPlace.ToolInput)
                Walk(property.Value, place, sink);
            else if (IsToolUse(type) && property.NameEquals("input"u8))
                Walk(property.Value, TextPlace.ToolInput, sink);
            else if (definition ? property.Name is "name" or "description" : property.Name is not ("type" or "id" or "tool_use_id" or "signature" or "data" or "media_type" or "cache_control"
                or "model" or "role" or "stop_reason" or "usage" or "encrypted_content" or "encrypted_index"))
                Walk(property.Value, place, sink);
        }
    }

    private static bool IsToolUse(string? type) => type is "tool_use" or "server_tool_use" or "mcp_tool_use";

    /// <summary>A stream's blocks, put together from their deltas.</summary>
    private static void OfStream(ReadOnlyMemory<byte> body, ITextSink sink)
    {
        var blocks = new Dictionary<int, StreamBlock>();
        while (!body.IsEmpty)
        {
            var end = body.Span.IndexOf((byte)'\n');
            var line = end < 0 ? body : body[..end];
            body = end < 0 ? default : body[(end + 1)..];
            if (line.Span.StartsWith("data:"u8))
                Event(line["data:".Length..], blocks, sink);
        }

        foreach (var block in blocks.Values)
        {
            using var text = block.Text;
            Finish(block, sink);
        }
    }

    private static void Event(ReadOnlyMemory<byte> data, Dictionary<int, StreamBlock> blocks, ITextSink sink)
    {
        try
        {
            using var document = JsonDocument.Parse(data);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return;
            if (!root.TryGetProperty("index", out var place) || !place.TryGetInt32(out var index))
            {
                if (root.TryGetProperty("error", out var error))
                    Walk(error, TextPlace.Answer, sink);
                return;
            }

            if (root.TryGetProperty("content_block", out var start))
            {
                var begun = new StreamBlock(start.TryGetProperty("type", out var type) ? type.GetString() : null);
                if (blocks.Remove(index, out var before))
                    before.Text.Dispose();
                blocks[index] = begun;
                Walk(start, TextPlace.Answer, sink);
            }
            else if (root.TryGetProperty("delta", out var delta) && blocks.TryGetValue(index, out var block))
            {
                foreach (var property in delta.EnumerateObject())
                    if (property.Value.ValueKind != JsonValueKind.Null && (property.NameEquals("text"u8) || property.NameEquals("thinking"u8) || property.NameEquals("partial_json"u8)))
                        block.Text.Append(property.Value);
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // A line that was cut off ends what can be read of its block.
        }
    }

    private static void Finish(StreamBlock block, ITextSink sink)
    {
        if (block.Text.Length == 0)
            return;
        if (!IsToolUse(block.Type))
        {
            sink.Text(block.Text.Span, block.Type is "thinking" ? TextPlace.Thought : TextPlace.Answer);
            return;
        }

        // A call that was cut off is no JSON: its words are still what was asked for.
        try
        {
            using var document = JsonDocument.Parse(block.Text.Memory, new() { MaxDepth = Options.MaxDepth });
            Walk(document.RootElement, TextPlace.ToolInput, sink);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            sink.Text(block.Text.Span, TextPlace.ToolInput);
        }
    }

    private sealed record StreamBlock(string? Type)
    {
        public PooledText Text { get; } = new();
    }
}
