using System.Buffers;
using System.Text.Json;
using SaaSGate.Inspection.Json;

namespace SaaSGate.Inspection.Requests;

/// <summary>
/// Writes JSON in one way only, for patterns: nothing between the signs, and of escapes only <c>\" \\ \n \r \t</c> and four digits
/// for other control characters. So a pattern need not know how a client, or a model, spells it.
/// </summary>
internal static class CanonicalJson
{
    /// <summary>Writes the value on which a reader stands, and leaves the reader at its end.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static void Write(ref Utf8JsonReader reader, ArrayBufferWriter<char> output)
    {
        var depth = reader.CurrentDepth;
        var needsComma = false;
        do
        {
            var closes = reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray;
            if (needsComma && !closes)
                output.Write(",");
            needsComma = WriteToken(ref reader, output);
        }
        while ((reader.CurrentDepth > depth || reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray or JsonTokenType.PropertyName) && reader.Read());
    }

    /// <summary>Writes one token; true where a comma must come before the next value.</summary>
    private static bool WriteToken(ref Utf8JsonReader reader, ArrayBufferWriter<char> output)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                output.Write("{");
                return false;
            case JsonTokenType.StartArray:
                output.Write("[");
                return false;
            case JsonTokenType.EndObject:
                output.Write("}");
                return true;
            case JsonTokenType.EndArray:
                output.Write("]");
                return true;
            case JsonTokenType.PropertyName:
                WriteText(reader.ValueSpan, output);
                output.Write(":");
                return false;
            case JsonTokenType.String:
                WriteText(reader.ValueSpan, output);
                return true;
            default:
                Decode(reader.ValueSpan, output);
                return true;
        }
    }

    private static void WriteText(ReadOnlySpan<byte> raw, ArrayBufferWriter<char> output)
    {
        output.Write("\"");
        // What is plain needs no second look.
        if (!raw.Contains((byte)'\\'))
        {
            Decode(raw, output);
        }
        else
        {
            var rented = ArrayPool<char>.Shared.Rent(raw.Length);
            foreach (var unit in rented.AsSpan(0, JsonText.Decode(raw, rented)))
                WriteUnit(unit, output);
            ArrayPool<char>.Shared.Return(rented, clearArray: true);
        }
        output.Write("\"");
    }

    private static void WriteUnit(char unit, ArrayBufferWriter<char> output)
    {
        var span = output.GetSpan(6);
        var escape = unit switch { '"' => '"', '\\' => '\\', '\n' => 'n', '\r' => 'r', '\t' => 't', _ => '\0' };
        if (escape != '\0')
        {
            (span[0], span[1]) = ('\\', escape);
            output.Advance(2);
        }
        else if (unit < ' ')
        {
            "\\u00".CopyTo(span);
            (span[4], span[5]) = (Hex(unit >> 4), Hex(unit & 15));
            output.Advance(6);
        }
        else
        {
            span[0] = unit;
            output.Advance(1);
        }
    }

    private static char Hex(int digit) => (char)(digit < 10 ? '0' + digit : 'a' + digit - 10);

    private static void Decode(ReadOnlySpan<byte> raw, ArrayBufferWriter<char> output)
    {
        if (!raw.IsEmpty)
            output.Advance(JsonText.Decode(raw, output.GetSpan(raw.Length)));
    }
}
