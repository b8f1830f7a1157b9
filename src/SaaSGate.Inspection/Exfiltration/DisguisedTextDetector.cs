using System.Buffers;
using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Exfiltration.Attacks;

namespace SaaSGate.Inspection.Exfiltration;

/// <summary>
/// Words that hold what other detectors find once signs without width are left out and wide or look-alike letters are read as
/// what they look like.
/// </summary>
internal sealed class DisguisedTextDetector() : SingleKindDetector("disguised", FindingTypes.EncodedData, 8)
{
    private const int Shortest = 6;
    private const char LeastOdd = '\u00AD';

    private static readonly SearchValues<char> Odd = SearchValues.Create(
        [.. "\u00AD\u200B\u200C\u200D\u2060\u2061\u2062\u2063\u2064\uFEFF", .. Enumerable.Range(0xFF01, 0x5E).Select(unit => (char)unit), .. PlainText.LookAlikes]);

    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t\r\n\u00A0\u3000"), OfValues = SearchValues.Create("@0123456789");
    private readonly char[] _plain = new char[LookAhead];
    private InnerDetectors? _inner;

    public override Detector ForText() => new DisguisedTextDetector();

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        found = default;
        while (true)
        {
            var odd = RareUnits.IndexOf(text.Chars[from..], Odd, LeastOdd);
            if (odd < 0)
            {
                settled = text.Final ? text.Length : WordStart(text, from, text.Length);
                return false;
            }
            odd += from;
            var start = WordStart(text, from, odd);
            var limit = Math.Min(text.Length, start + LookAhead);
            var length = text.Chars[odd..limit].IndexOfAny(Blanks);
            if (length < 0 && limit < start + LookAhead && !text.Final)
            {
                settled = start;
                return false;
            }
            var end = length < 0 ? limit : odd + length;
            if (end == start + LookAhead && char.IsHighSurrogate(text.Chars[end - 1]))
                end--;
            if (Holds(text.Chars[start..end]))
            {
                settled = end;
                found = new DetectedValue(Kind, start, end, 0.8);
                return true;
            }
            // Nothing begins inside: another look from the middle of the word would depend on where it was cut.
            from = end;
        }
    }

    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value) => _plain.AsSpan(0, PlainText.Unveil(value, _plain)).ToString();

    private static int WordStart(TextView text, int from, int end)
    {
        var first = Math.Max(from, end - LookBehind);
        return first + text.Chars[first..end].LastIndexOfAny(Blanks) + 1;
    }

    /// <summary>Whether the word as it is read holds something. Most words of other scripts have no sign that any value has.</summary>
    private bool Holds(ReadOnlySpan<char> word)
    {
        var length = PlainText.Unveil(word, _plain);
        if (length < Shortest || !_plain.AsSpan(0, length).ContainsAny(OfValues))
            return false;
        _inner ??= new InnerDetectors();
        return _inner.Find(_plain.AsSpan(0, length));
    }
}
