using System.Buffers;
using SaaSGate.Inspection.Detection;

namespace SaaSGate.Inspection.Exfiltration;

/// <summary>
/// Signs that nobody sees and that machines read as text: tag characters, long runs of signs without width or of variation
/// selectors, and marks that turn the direction of writing. Single joiners, selectors and flags of emoji are everyday text.
/// </summary>
internal sealed class HiddenTextDetector() : SingleKindDetector("hidden-text", FindingTypes.HiddenText, 10)
{
    /// <summary>Signs without width in a row that no script needs.</summary>
    private const int LongRun = 6;

    private const char TagHigh = '\uDB40', LeastHidden = '\u180E';

    private static readonly SearchValues<char> Hidden = SearchValues.Create(
        [.. "\u200B\u200C\u200D\u2060\u2061\u2062\u2063\u2064\uFEFF\u180E\u202D\u202E\uDB40", .. Enumerable.Range(0xFE00, 16).Select(unit => (char)unit)]);

    private static readonly RunTail Rest = new(
        SearchValues.Create([.. "\u200B\u200C\u200D\u2060\u2061\u2062\u2063\u2064\uFEFF\u180E\u202D\u202E\uDB40", .. Enumerable.Range(0xFE00, 16).Select(unit => (char)unit), .. Enumerable.Range(0xDC00, 0x1F0).Select(unit => (char)unit)]),
        except: false);

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        found = default;
        for (var search = from; ;)
        {
            var start = RareUnits.IndexOf(text.Chars[search..], Hidden, LeastHidden);
            if (start < 0)
            {
                settled = text.Length;
                return false;
            }
            start += search;
            text.Feed();
            var (end, tags, turns) = (start, 0, 0);
            while (end < start + LookAhead - 1 && Hidden.Contains(text.Peek(end)))
            {
                if (text.Peek(end) == TagHigh)
                {
                    if (!char.IsLowSurrogate(text.Peek(end + 1)))
                        break;
                    tags++;
                    end++;
                }
                else if (text.Peek(end) is '\u202D' or '\u202E')
                    turns++;
                end++;
            }
            if (text.Starved)
            {
                settled = start;
                return false;
            }
            var score = Score(text, start, end - start, tags, turns);
            search = Math.Max(end, start + 1);
            if (score == 0)
                continue;
            settled = end;
            found = new DetectedValue(Kind, start, end, score, end >= start + LookAhead - 1 ? Rest : null);
            return true;
        }
    }

    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value) => value.ToString();

    private static double Score(TextView text, int start, int length, int tags, int turns)
    {
        const int TagsOfFlag = 7;
        var isFlag = text.Before(start) == '\uDFF4' && text.Before(start, 2) == '\uD83C';
        if (tags > (isFlag ? TagsOfFlag : 1))
            return 0.95;
        if (turns > 0)
            return 0.6;
        return length - (tags * 2) >= LongRun ? 0.9 : 0;
    }
}
