using System.Buffers;

namespace SaaSGate.Inspection.Requests;

/// <summary>Content of a JSON string in which what a sealed token is made of stands for itself, and not as an escape.</summary>
internal static class PlainText
{
    private const int EscapeLength = 6;
    private static readonly SearchValues<byte> TokenBytes = SearchValues.Create("[]:.-_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"u8);

    /// <summary>Whether an escape of a printed ASCII unit may be there.</summary>
    public static bool IsNeeded(ReadOnlySpan<byte> raw)
    {
        for (var at = raw.IndexOf("\\u00"u8); at >= 0; at = raw.IndexOf("\\u00"u8))
        {
            if (raw.Length - at >= EscapeLength && raw[at + 4] is >= (byte)'2' and <= (byte)'7')
                return true;
            raw = raw[(at + 4)..];
        }
        return false;
    }

    /// <summary>The content, all other escapes as they were.</summary>
    /// <param name="raw">The content of a valid string.</param>
    /// <param name="places">Where each byte stands in <paramref name="raw"/>, and where the content ends.</param>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> raw, out int[] places)
    {
        var plain = new byte[raw.Length];
        places = new int[raw.Length + 1];
        var length = 0;
        for (var at = 0; at < raw.Length;)
        {
            places[length] = at;
            var isEscape = raw[at] == '\\';
            if (isEscape && raw[at + 1] == 'u' && Unit(raw[(at + 2)..]) is var unit && TokenBytes.Contains(unit))
            {
                plain[length++] = unit;
                at += EscapeLength;
                continue;
            }
            for (var rest = isEscape ? 2 : 1; rest > 0; rest--)
            {
                places[length] = at;
                plain[length++] = raw[at++];
            }
        }
        places[length] = raw.Length;
        return plain.AsSpan(0, length);
    }

    /// <summary>The unit of four digits where it is ASCII, else 0.</summary>
    private static byte Unit(ReadOnlySpan<byte> digits) =>
        digits[0] == '0' && digits[1] == '0' && digits[2] is >= (byte)'2' and <= (byte)'7'
            ? (byte)(((digits[2] - '0') << 4) | (digits[3] <= '9' ? digits[3] - '0' : (digits[3] | 0x20) - 'a' + 10))
            : (byte)0;
}
