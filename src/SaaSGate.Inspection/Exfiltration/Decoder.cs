using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace SaaSGate.Inspection.Exfiltration;

/// <summary>
/// Decodes short runs in every way that gives text, over and over to a fixed depth, until other detectors find something.
/// Bounded: each decoding is shorter than what it came from.
/// </summary>
internal sealed class Decoder
{
    private const int Depth = 3, MostUnits = Detection.Detector.LookAhead, MostSteps = 4, ShortestText = 6;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"),
        Base64Units = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"), Ends = SearchValues.Create(" \t\r\n\"'`,;:|<>()[]{}=&?");

    private InnerDetectors? _inner;

    /// <summary>Whether a run holds something, and how many of its first units do not belong to the encoding.</summary>
    public bool Holds(ReadOnlySpan<char> run, out int skipped)
    {
        skipped = 0;
        for (var step = 0; step < MostSteps; step++)
        {
            if (Decodes(run[skipped..], Depth))
                return true;
            var slash = run[skipped..].IndexOf('/');
            if (slash < 0 || run.Length - skipped - slash < ShortestText * 2)
                break;
            skipped += slash + 1;
        }
        skipped = 0;
        return false;
    }

    private bool Decodes(ReadOnlySpan<char> run, int depth)
    {
        Span<char> text = stackalloc char[MostUnits];
        return Judge(text[..Percent(run, text)], depth) || Judge(text[..Hex(run, text)], depth) || Judge(text[..Base64(run, text)], depth);
    }

    private bool Judge(ReadOnlySpan<char> text, int depth)
    {
        if (text.Length < ShortestText)
            return false;
        _inner ??= new InnerDetectors();
        if (_inner.Find(text))
            return true;
        if (depth == 1)
            return false;
        foreach (var part in text.SplitAny(Ends))
            if (text[part].Length >= ShortestText * 2 && Decodes(text[part], depth - 1))
                return true;
        return false;
    }

    private static int Percent(ReadOnlySpan<char> run, Span<char> text)
    {
        const int FewestEscapes = 4;
        if (run.Count('%') < FewestEscapes)
            return 0;
        Span<byte> bytes = stackalloc byte[MostUnits * 3];
        var length = 0;
        for (var at = 0; at < run.Length; at++)
            if (run[at] == '%' && at + 2 < run.Length && char.IsAsciiHexDigit(run[at + 1]) && char.IsAsciiHexDigit(run[at + 2]))
            {
                bytes[length++] = (byte)((FromHex(run[at + 1]) << 4) | FromHex(run[at + 2]));
                at += 2;
            }
            else
                bytes[length++] = run[at] == '+' ? (byte)' ' : (byte)run[at];
        return ToText(bytes[..length], text);
    }

    private static int Hex(ReadOnlySpan<char> run, Span<char> text)
    {
        if (run.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            run = run[2..];
        var length = run.IndexOfAnyExcept(HexDigits) is >= 0 and var other ? other : run.Length;
        Span<byte> bytes = stackalloc byte[MostUnits / 2];
        return length >= ShortestText * 2 && Convert.FromHexString(run[..(length & ~1)], bytes, out _, out var written) == OperationStatus.Done ? ToText(bytes[..written], text) : 0;
    }

    private static int Base64(ReadOnlySpan<char> run, Span<char> text)
    {
        run = run[..(run.IndexOfAnyExcept(Base64Units) is >= 0 and var other ? other : run.Length)];
        if (run.Length < ShortestText * 4 / 3)
            return 0;
        run = run[..(run.Length % 4 == 1 ? run.Length - 1 : run.Length)];
        Span<char> safe = stackalloc char[MostUnits];
        Span<byte> bytes = stackalloc byte[MostUnits];
        run.Replace(safe, '+', '-');
        safe[..run.Length].Replace('/', '_');
        return Base64Url.DecodeFromChars(safe[..run.Length], bytes, out _, out var written) == OperationStatus.Done ? ToText(bytes[..written], text) : 0;
    }

    /// <summary>Units of a readable text; 0 where the bytes are none. The last character may be cut.</summary>
    private static int ToText(ReadOnlySpan<byte> bytes, Span<char> text)
    {
        if (bytes.IndexOfAnyInRange((byte)0, (byte)8) >= 0)
            return 0;
        if (bytes.Length >= 2 * ShortestText && bytes.IndexOfAnyInRange((byte)0x80, (byte)0xFF) < 0)
            return Encoding.ASCII.GetChars(bytes, text);
        return Utf8.ToUtf16(bytes, text, out var read, out var written, replaceInvalidSequences: false, isFinalBlock: false) is OperationStatus.Done or OperationStatus.NeedMoreData && read > bytes.Length - 4
            ? written
            : 0;
    }

    private static int FromHex(char digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
