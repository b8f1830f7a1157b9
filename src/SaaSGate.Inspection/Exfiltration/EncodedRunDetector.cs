using System.Buffers;
using SaaSGate.Inspection.Detection;

namespace SaaSGate.Inspection.Exfiltration;

/// <summary>
/// Base64, hexadecimal and percent-encoded runs that hold, once decoded, what other detectors find. The first
/// <see cref="Detector.LookAhead"/> units of a run decide; a longer one is swallowed to its end.
/// </summary>
internal sealed class EncodedRunDetector() : SingleKindDetector("encoded", FindingTypes.EncodedData, 8)
{
    /// <summary>Units of the shortest run that can hold a value.</summary>
    private const int Shortest = 16;

    private static readonly SearchValues<char> Units = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_%");
    private static readonly RunTail Rest = new(Units, except: false);
    private readonly Decoder _decoder = new();

    public override Detector ForText() => new EncodedRunDetector();

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        found = default;
        for (var at = from; ;)
        {
            if (!TryFindRun(text.Chars, ref at))
            {
                settled = text.Final ? text.Length : at;
                return false;
            }
            var limit = Math.Min(text.Length, at + LookAhead);
            var length = text.Chars[at..limit].IndexOfAnyExcept(Units);
            if (length < 0 && limit < at + LookAhead && !text.Final)
            {
                settled = at;
                return false;
            }
            var end = length < 0 ? limit : at + length;
            if (_decoder.Holds(text.Chars[at..end], out var skipped))
            {
                found = new DetectedValue(Kind, at + skipped, end, 0.8, end == at + LookAhead ? Rest : null);
                settled = end;
                return true;
            }
            // Of an endless run each part is looked at, from places that the run alone fixes.
            at = end;
        }
    }

    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value) => value.ToString();

    /// <summary>Finds the next run of at least the shortest length, or where one may begin at the end of the text. Most words are stepped over.</summary>
    private static bool TryFindRun(ReadOnlySpan<char> text, ref int at)
    {
        while (at + Shortest <= text.Length)
        {
            var other = text.Slice(at, Shortest).LastIndexOfAnyExcept(Units);
            if (other < 0)
                return true;
            at += other + 1;
        }
        var last = text[at..].LastIndexOfAnyExcept(Units);
        at += last + 1;
        return false;
    }
}
