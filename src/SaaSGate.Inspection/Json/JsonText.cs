using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace SaaSGate.Inspection.Json;

/// <summary>
/// Decodes the content of a JSON string to UTF-16 and finds where in the bytes a decoded unit stands. Lone surrogates written
/// as escapes are kept: a pair may be cut over two events of a stream.
/// </summary>
internal static class JsonText
{
    /// <summary>Decodes a string's bytes, quotes left out, that a JSON reader has accepted.</summary>
    /// <param name="raw">UTF-8 with escapes.</param>
    /// <param name="text">At least as many units as <paramref name="raw"/> has bytes.</param>
    /// <returns>Units written.</returns>
    /// <exception cref="InspectionException">Invalid UTF-8.</exception>
    public static int Decode(ReadOnlySpan<byte> raw, Span<char> text)
    {
        var written = 0;
        while (true)
        {
            var plain = raw.IndexOf((byte)'\\');
            var run = plain < 0 ? raw : raw[..plain];
            if (Utf8.ToUtf16(run, text[written..], out _, out var units, replaceInvalidSequences: false) != OperationStatus.Done)
                throw new InspectionException("A string is not valid UTF-8.");
            written += units;
            if (plain < 0)
                return written;
            text[written++] = Escaped(raw[plain..], out var length);
            raw = raw[(plain + length)..];
        }
    }

    /// <summary>The longest beginning of a string, of at most so many bytes, that cuts no character and no escape.</summary>
    public static int WholeUnits(ReadOnlySpan<byte> raw, int most)
    {
        const int LongestEscape = 6;
        if (raw.Length <= most)
            return raw.Length;
        var end = most;
        while (end > 0 && (raw[end] & 0xC0) == 0x80)
            end--;
        var escape = raw[Math.Max(0, end - LongestEscape)..end].LastIndexOf((byte)'\\');
        if (escape < 0)
            return end > 0 ? end : most;
        escape += Math.Max(0, end - LongestEscape);
        var first = escape;
        while (first > 0 && raw[first - 1] == '\\')
            first--;
        var begins = (escape - first) % 2 == 0;
        var whole = begins && escape + (raw[escape + 1] == 'u' ? LongestEscape : 2) > end ? escape : end;
        return whole > 0 ? whole : most;
    }

    /// <summary>Decodes to a string of its own.</summary>
    /// <exception cref="InspectionException">Invalid UTF-8.</exception>
    public static string ToText(ReadOnlySpan<byte> raw)
    {
        var text = new char[raw.Length];
        return new string(text, 0, Decode(raw, text));
    }

    /// <summary>Whether the reader stands on this ASCII text, as a name or a string. Unlike the reader's own answer, half a surrogate pair is no exception here.</summary>
    public static bool IsText(this ref Utf8JsonReader reader, ReadOnlySpan<byte> text) =>
        reader.ValueIsEscaped ? IsAscii(reader.ValueSpan, text) : reader.ValueSpan.SequenceEqual(text);

    /// <summary>Whether a string that has escapes stands for this ASCII text.</summary>
    public static bool IsAscii(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> text)
    {
        Span<byte> ascii = stackalloc byte[text.Length];
        return TryDecodeAscii(raw, ascii, out var length) && ascii[..length].SequenceEqual(text);
    }

    /// <summary>Decodes a string that has escapes; false where it is longer than the room for it, or not ASCII.</summary>
    public static bool TryDecodeAscii(ReadOnlySpan<byte> raw, Span<byte> ascii, out int length)
    {
        length = 0;
        while (!raw.IsEmpty)
        {
            var read = 1;
            var unit = raw[0] == '\\' ? Escaped(raw, out read) : (char)raw[0];
            if (unit > '\x7F' || length == ascii.Length)
                return false;
            ascii[length++] = (byte)unit;
            raw = raw[read..];
        }
        return true;
    }

    /// <summary>Byte offset of the unit that lies <paramref name="units"/> units after byte <paramref name="from"/>.</summary>
    public static int OffsetOf(ReadOnlySpan<byte> raw, int from, int units)
    {
        var at = from;
        while (units > 0)
        {
            if (raw[at] == '\\')
            {
                at += raw[at + 1] == 'u' ? 6 : 2;
                units--;
                continue;
            }
            var (bytes, width) = raw[at] switch { < 0x80 => (1, 1), < 0xE0 => (2, 1), < 0xF0 => (3, 1), _ => (4, 2) };
            at += bytes;
            units -= width;
        }
        return at;
    }

    /// <summary>The unit that an escape at the beginning of the bytes stands for.</summary>
    private static char Escaped(ReadOnlySpan<byte> raw, out int length)
    {
        length = raw[1] == 'u' ? 6 : 2;
        return raw[1] switch
        {
            (byte)'n' => '\n',
            (byte)'t' => '\t',
            (byte)'r' => '\r',
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            (byte)'u' => (char)((Hex(raw[2]) << 12) | (Hex(raw[3]) << 8) | (Hex(raw[4]) << 4) | Hex(raw[5])),
            var other => (char)other,
        };
    }

    private static int Hex(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
