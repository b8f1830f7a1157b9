using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SaaSGate.Inspection.Json;

namespace SaaSGate.Inspection.Requests;

/// <summary>A tool call of an answer as it will stand in the messages of the next request: so it is read as requests are.</summary>
/// <param name="Body">The body.</param>
/// <param name="Start">Where the input stands in it.</param>
/// <param name="Length">Bytes of the input.</param>
/// <param name="IsJson">Whether the input is JSON that every reader understands alike. Otherwise it stands there as a string.</param>
internal sealed record ToolCallBody(byte[] Body, int Start, int Length, bool IsJson)
{
    private const string Place = "/messages/0/content/0";

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly byte[] End = "}]}]}"u8.ToArray();

    /// <summary>Wraps a call.</summary>
    public static ToolCallBody Of(string name, ReadOnlySpan<byte> input)
    {
        // Claude sends nothing at all for a tool without input.
        var call = Wrap(name, input.IsEmpty ? "{}"u8 : input, isJson: true);
        return StrictJson.IsObject(call.Body) && IsOneValue(call) ? call : Wrap(name, JsonSerializer.SerializeToUtf8Bytes(Encoding.UTF8.GetString(input), Relaxed), isJson: false);
    }

    /// <summary>A location as it is told: in the call.</summary>
    public static string Relocate(string pointer) => pointer.StartsWith(Place, StringComparison.Ordinal) ? pointer[Place.Length..] : pointer;

    /// <summary>The input after the body was masked.</summary>
    public ReadOnlyMemory<byte> InputOf(ByteEdits edits)
    {
        if (edits.IsEmpty)
            return Body.AsMemory(Start, Length);
        var masked = edits.Apply(Body);
        var start = Start + edits.ShiftAt(Start);
        return masked.AsMemory(start, masked.Length - start - End.Length);
    }

    private static ToolCallBody Wrap(string name, ReadOnlySpan<byte> input, bool isJson)
    {
        var body = new ArrayBufferWriter<byte>(input.Length + 128);
        body.Write("""{"messages":[{"role":"assistant","content":[{"type":"tool_use","name":"""u8);
        body.Write(JsonSerializer.SerializeToUtf8Bytes(name, Relaxed));
        body.Write(""","input":"""u8);
        var start = body.WrittenCount;
        body.Write(input);
        body.Write(End);
        return new ToolCallBody(body.WrittenSpan.ToArray(), start, input.Length, isJson);
    }

    /// <summary>Whether the input is one value, and does not end the block that it stands in.</summary>
    private static bool IsOneValue(ToolCallBody call)
    {
        try
        {
            var reader = new Utf8JsonReader(call.Body.AsSpan(call.Start, call.Length), StrictJson.Options);
            return reader.Read() && reader.TrySkip() && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
