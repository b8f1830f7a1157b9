using System.Buffers;

namespace SaaSGate.Inspection.Requests;

/// <summary>Content of a JSON string in which what a sealed token is made of stands for itself, and not as an escape.</summary>
internal static class PlainText
{
    private const int EscapeLength = 6;
    private static readonly SearchValues<byte> TokenBytes = SearchValues.Create("[]:.-_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"u8);

    /// <summary>
    /// Whether anything that tokens are made of may be written as an escape there. Clients that escape quotes, brackets of HTML and
    /// letters beyond ASCII, as many do, write none of it so.
    /// </summary>
    public static bool IsNeeded(ReadOnlySpan<byte> raw)
    {
        for (var at = raw.IndexOf("\\u00"u8); at >= 0; at = raw.IndexOf("\\u00"u8))
        {
            if (raw.Length - at >= EscapeLength && TokenBytes.Contains(Unit(raw[(at + 2)..])))
                return true;
            raw = raw[(at + 4)..];
        }
        return false;
    }

    /// <summary>The content, all other escapes as they were; empty where something is not in it.</summary>
    /// <param name="raw">The content of a valid string.</param>
    /// <param name="sought">What must be in it.</param>
    /// <param name="places">Where each byte stands in <paramref name="raw"/>, and where the content ends.</param>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> sought, out int[] places)
    {
        var plain = new byte[raw.Length];
        var length = Write(raw, plain, []);
        if (plain.AsSpan(0, length).IndexOf(sought) < 0)
        {
            places = [];
            return [];
        }
        places = new int[length + 1];
        Write(raw, plain, places);
        return plain.AsSpan(0, length);
    }

    private static int Write(ReadOnlySpan<byte> raw, Span<byte> plain, Span<int> places)
    {
        var length = 0;
        for (var at = 0; at < raw.Length;)
        {
            var isEscape = raw[at] == '\\';
            if (isEscape && raw[at + 1] == 'u' && Unit(raw[(at + 2)..]) is var unit && TokenBytes.Contains(unit))
            {
                Put(unit, at, ref length, plain, places);
                at += EscapeLength;
                continue;
            }
            for (var rest = isEscape ? 2 : 1; rest > 0; rest--, at++)
                Put(raw[at], at, ref length, plain, places);
        }
        if (!places.IsEmpty)
            places[length] = raw.Length;
        return length;
    }

    private static void Put(byte unit, int place, ref int length, Span<byte> plain, Span<int> places)
    {
        plain[length] = unit;
        if (!places.IsEmpty)
            places[length] = place;
        length++;
    }

    /// <summary>The unit of four digits where it is ASCII, else 0.</summary>
    private static byte Unit(ReadOnlySpan<byte> digits) =>
        digits[0] == '0' && digits[1] == '0' && digits[2] is >= (byte)'2' and <= (byte)'7'
            ? (byte)(((digits[2] - '0') << 4) | (digits[3] <= '9' ? digits[3] - '0' : (digits[3] | 0x20) - 'a' + 10))
            : (byte)0;
}
