using System.Buffers;
using System.Text;
using System.Text.Json;

namespace SaaSGate.Inspection.Tests.Support;

/// <summary>Builds, pumps and reads event streams.</summary>
internal static class Sse
{
    public static string Event(string name, string data, string newline = "\n") => $"event: {name}{newline}data: {data}{newline}{newline}";

    public static string Start(int index, string block) => Event("content_block_start", $$"""{"type":"content_block_start","index":{{index}},"content_block":{{block}}}""");

    public static string Delta(int index, string type, string member, string text, bool ascii = false) =>
        Event("content_block_delta", $$"""{"type":"content_block_delta","index":{{index}},"delta":{"type":"{{type}}","{{member}}":{{Quoted.Text(text, ascii)}} } }""");

    public static string Text(string text, int index = 0) => Delta(index, "text_delta", "text", text);

    public static string Input(string json, int index = 0) => Delta(index, "input_json_delta", "partial_json", json);

    public static string Stop(int index = 0) => Event("content_block_stop", $$"""{"type":"content_block_stop","index":{{index}}}""");

    public static string MessageStart { get; } = Event("message_start",
        """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],"model":"claude-x","stop_reason":null,"usage":{"input_tokens":10,"cache_read_input_tokens":3,"cache_creation_input_tokens":4,"output_tokens":1}}}""");

    public static string MessageEnd { get; } = Event("message_delta", """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":42}}""")
        + Event("message_stop", """{"type":"message_stop"}""");

    public static string Ping { get; } = Event("ping", """{"type": "ping"}""");

    /// <summary>A stream of one text block.</summary>
    public static string Answer(params string[] deltas) =>
        MessageStart + Start(0, """{"type":"text","text":""}""") + string.Concat(deltas.Select(delta => Text(delta))) + Stop() + MessageEnd;

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Sends bytes through a masker in pieces of the given lengths, over and over.</summary>
    public static byte[] Pump(SseMasker masker, ReadOnlySpan<byte> stream, params int[] lengths) => PumpTwice(masker, stream, lengths).Skill;

    /// <summary>The same, with the bytes for the record.</summary>
    public static (byte[] Skill, byte[] Record) PumpTwice(SseMasker masker, ReadOnlySpan<byte> stream, params int[] lengths)
    {
        var (output, record, done) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>(), 0);
        for (var (at, i) = (0, 0); at < stream.Length; i++)
        {
            var length = lengths.Length == 0 ? stream.Length : Math.Max(1, lengths[i % lengths.Length]);
            length = Math.Min(length, stream.Length - at);
            masker.Write(stream.Slice(at, length), output);
            masker.WriteRecord(output.WrittenSpan[done..], record);
            (at, done) = (at + length, output.WrittenCount);
        }
        masker.Complete(output);
        masker.WriteRecord(output.WrittenSpan[done..], record);
        return (output.WrittenSpan.ToArray(), record.WrittenSpan.ToArray());
    }

    public static string Mask(string stream, params int[] lengths) =>
        Encoding.UTF8.GetString(Pump(Given.Inspector().CreateStreamMasker(), Bytes(stream), lengths));

    /// <summary>The data of all events.</summary>
    public static List<JsonElement> Read(ReadOnlySpan<byte> stream)
    {
        var events = new List<JsonElement>();
        foreach (var line in Encoding.UTF8.GetString(stream).Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
            if (line.StartsWith("data:", StringComparison.Ordinal))
                events.Add(JsonDocument.Parse(line[5..]).RootElement);
        return events;
    }

    /// <summary>What a client assembles: text by block and kind.</summary>
    public static SortedDictionary<string, string> Assemble(ReadOnlySpan<byte> stream)
    {
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var data in Read(stream))
        {
            var part = data.TryGetProperty("delta", out var delta) ? delta : data.TryGetProperty("content_block", out var block) ? block : default;
            if (part.ValueKind != JsonValueKind.Object || !data.TryGetProperty("index", out var index))
                continue;
            foreach (var member in (string[])["text", "thinking", "partial_json"])
                if (part.TryGetProperty(member, out var text))
                    texts[$"{index}/{member}"] = texts.GetValueOrDefault($"{index}/{member}", "") + Decode(text);
        }
        return texts;
    }

    /// <summary>GetString refuses half pairs.</summary>
    private static string Decode(JsonElement text)
    {
        var raw = Encoding.UTF8.GetBytes(text.GetRawText())[1..^1];
        return Inspection.Json.JsonText.ToText(raw);
    }
}
