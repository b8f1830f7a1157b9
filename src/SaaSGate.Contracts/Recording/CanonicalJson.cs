using System.Buffers;
using System.Buffers.Text;
using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SaaSGate.Contracts.Recording;

/// <summary>
/// JSON in the one form that RFC 8785 (JCS) gives it, so that what was hashed can be written again by anybody, byte for byte.
/// Numbers are integers that every reader holds exactly, to 2^53 - 1 on either side of zero; others are refused.
/// </summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc8785</remarks>
public static class CanonicalJson
{
    /// <summary>The largest integer that every JSON reader holds exactly.</summary>
    public const long MostSafe = 9_007_199_254_740_991;

    private const int MostDepth = 64, MostKept = 64 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _output;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MostDepth, AllowDuplicateProperties = false };

    /// <summary>Writes a value; see <see cref="CanonicalObject"/> for what it may be.</summary>
    /// <exception cref="FormatException">A number that is not safe, a name that stands twice, or text that is no Unicode.</exception>
    /// <exception cref="ArgumentException">A value of another type.</exception>
    public static byte[] Write(object? value)
    {
        var output = _output ?? new(4096);
        _output = null; // a sequence may write others while it is gone through
        output.ResetWrittenCount();
        Write(output, value);
        var written = output.WrittenSpan.ToArray();
        if (output.Capacity <= MostKept)
            _output = output;
        return written;
    }

    /// <summary>A count as it is written: a number where that is safe, a text of decimal digits beyond.</summary>
    public static object Count(long count) => IsSafe(count) ? count : count.ToString(CultureInfo.InvariantCulture);

    /// <summary>A time as it is written: RFC 3339, UTC, six digits of a second.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads JSON, and refuses every form of it but the canonical one.</summary>
    /// <exception cref="FormatException">It is no JSON, or not in its canonical form.</exception>
    public static JsonElement Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            var output = new ArrayBufferWriter<byte>(json.Length + 16);
            Write(output, document.RootElement);
            return output.WrittenSpan.SequenceEqual(json.Span)
                ? document.RootElement.Clone()
                : throw new FormatException("This is JSON, but not in its canonical form.");
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            throw new FormatException("This is no JSON.", malformed);
        }
    }

    private static bool IsSafe(long number) => number is >= -MostSafe and <= MostSafe;

    private static void Write(ArrayBufferWriter<byte> output, object? value)
    {
        switch (value)
        {
            case null:
                output.Write("null"u8);
                break;
            case bool yes:
                output.Write(yes ? "true"u8 : "false"u8);
                break;
            case int number:
                WriteNumber(output, number);
                break;
            case long number:
                WriteNumber(output, number);
                break;
            case string text:
                WriteText(output, text);
                break;
            case byte[] bytes:
                WriteText(output, Convert.ToHexStringLower(bytes));
                break;
            case DateTimeOffset at:
                WriteText(output, Time(at));
                break;
            case JsonElement element:
                WriteElement(output, element);
                break;
            case CanonicalObject members:
                WriteObject(output, members.Sorted());
                break;
            case IEnumerable items:
                WriteArray(output, items);
                break;
            default:
                throw new ArgumentException($"A {value.GetType().Name} has no canonical form.", nameof(value));
        }
    }

    private static void WriteElement(ArrayBufferWriter<byte> output, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Number:
                WriteNumber(output, element.TryGetInt64(out var number) ? number : throw new FormatException("This number is no integer that is safe."));
                break;
            case JsonValueKind.String:
                WriteText(output, element.GetString()!);
                break;
            case JsonValueKind.Array:
                WriteArray(output, element.EnumerateArray());
                break;
            case JsonValueKind.Object:
                var members = new CanonicalObject();
                foreach (var member in element.EnumerateObject())
                    members.Add(member.Name, member.Value);
                WriteObject(output, members.Sorted());
                break;
            default:
                Write(output, element.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null });
                break;
        }
    }

    private static void WriteObject(ArrayBufferWriter<byte> output, IReadOnlyList<KeyValuePair<string, object?>> members)
    {
        output.Write("{"u8);
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0)
                output.Write(","u8);
            WriteText(output, members[i].Key);
            output.Write(":"u8);
            Write(output, members[i].Value);
        }

        output.Write("}"u8);
    }

    private static void WriteArray(ArrayBufferWriter<byte> output, IEnumerable items)
    {
        output.Write("["u8);
        var first = true;
        foreach (var item in items)
        {
            if (!first)
                output.Write(","u8);
            first = false;
            Write(output, item);
        }

        output.Write("]"u8);
    }

    private static void WriteNumber(ArrayBufferWriter<byte> output, long number)
    {
        if (!IsSafe(number))
            throw new FormatException("This number is no integer that is safe.");
        Utf8Formatter.TryFormat(number, output.GetSpan(20), out var written);
        output.Advance(written);
    }

    /// <summary>Only what JSON demands is escaped: quotes, backslashes and control characters, five of them by their letters.</summary>
    private static void WriteText(ArrayBufferWriter<byte> output, string text)
    {
        output.Write("\""u8);
        var plain = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var unit = text[i];
            if (unit is >= ' ' and not ('"' or '\\'))
                continue;
            WritePlain(output, text.AsSpan(plain..i));
            plain = i + 1;
            output.Write(Encoding.ASCII.GetBytes(unit switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\b' => "\\b",
                '\t' => "\\t",
                '\n' => "\\n",
                '\f' => "\\f",
                '\r' => "\\r",
                _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}"),
            }));
        }

        WritePlain(output, text.AsSpan(plain));
        output.Write("\""u8);
    }

    private static void WritePlain(ArrayBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return;
        var target = output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        var status = System.Text.Unicode.Utf8.FromUtf16(text, target, out _, out var written, replaceInvalidSequences: false);
        if (status != OperationStatus.Done)
            throw new FormatException("This text holds half of a surrogate pair.");
        output.Advance(written);
    }
}
