using System.Text.Json;
using SaaSGate.Inspection.Json;

namespace SaaSGate.Inspection.Calls;

/// <summary>Reads tool calls of answers.</summary>
public static class CallReader
{
    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = StrictJson.MaxDepth };

    /// <summary>The calls of a whole answer, in order.</summary>
    /// <param name="body">What the skill is to get.</param>
    /// <param name="record">What the record holds of it.</param>
    /// <exception cref="InspectionException">It is a JSON object that can be read in more ways than one.</exception>
    public static IReadOnlyList<ToolCall> Read(ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> record)
    {
        if (!StrictJson.IsObject(body.Span))
            return body.Span.TrimStart(" \t\r\n"u8) is [(byte)'{', ..] ? throw new InspectionException("The answer can be read in more ways than one.") : [];
        var calls = BlocksOf(body);
        if (calls.Count == 0)
            return [];
        var recorded = BlocksOf(record).ToDictionary(call => call.Index, call => call.Block);
        return [.. calls.Select(call => recorded.TryGetValue(call.Index, out var twin)
            ? new ToolCall(call.Index, call.Block.Name, call.Block.Input, twin.Name, twin.Input)
            : throw new InspectionException("The record of a call is none."))];
    }

    /// <summary>The call that an event begins; null where its block is none.</summary>
    /// <exception cref="InspectionException">It can be read in more ways than one.</exception>
    internal static Block? BlockOf(ReadOnlySpan<byte> data)
    {
        if (!StrictJson.IsObject(data))
            throw new InspectionException("The beginning of a block can be read in more ways than one.");
        var reader = new Utf8JsonReader(data, StrictJson.Options);
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.TryGetProperty("content_block", out var block) ? Of(block) : null;
    }

    private static List<(int Index, Block Block)> BlocksOf(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body, Depth);
        var calls = new List<(int Index, Block Block)>();
        if (!document.RootElement.TryGetProperty("content", out var content) || content.ValueKind != JsonValueKind.Array)
            return calls;
        var index = 0;
        foreach (var item in content.EnumerateArray())
        {
            if (Of(item) is { } block)
                calls.Add((index, block));
            index++;
        }
        return calls;
    }

    private static Block? Of(JsonElement block)
    {
        if (block.ValueKind != JsonValueKind.Object || !block.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String || !type.ValueEquals("tool_use"u8))
            return null;
        var name = block.TryGetProperty("name", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";
        return new(name, block.TryGetProperty("input", out var input) ? System.Text.Encoding.UTF8.GetBytes(input.GetRawText()) : "{}"u8.ToArray());
    }

    /// <summary>A block of the type <c>tool_use</c>.</summary>
    internal sealed record Block(string Name, byte[] Input);
}
