namespace SaaSGate.Inspection.Detection.Identity;

/// <summary>
/// US social security numbers of areas, groups and serials that can exist: with dashes anywhere, with spaces, points or
/// nothing between only after words that say so.
/// </summary>
internal sealed class UsSsnDetector() : SingleKindDetector("us-ssn", FindingTypes.UsSsn, 35)
{
    private static readonly ContextWords Words = new("ssn", "social security", "social-security", "social_security", "social sec", "soc sec", "socialsecurity");

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        for (var at = from; ; at++)
        {
            var next = text.Chars[at..].IndexOfAny(Characters.Digits);
            if (next < 0)
            {
                (found, settled) = (default, text.Length);
                return false;
            }
            at += next;
            if (Characters.ContinuesNumber(text, at))
                continue;
            var end = NumberEnd(ref text, at, out var score);
            if (text.Starved)
            {
                (found, settled) = (default, at);
                return false;
            }
            if (end < 0)
                continue;
            (found, settled) = (new DetectedValue(Kind, at, end, score), end);
            return true;
        }
    }

    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value) => Characters.DigitsOf(value);

    private static int NumberEnd(ref TextView text, int start, out double score)
    {
        score = 1;
        var (area, group, serial) = (0, 0, 0);
        var at = start;
        for (var i = 0; i < 3; i++)
            if (!Digit(ref text, at++, ref area))
                return -1;
        var mark = text.Peek(at);
        if (!IsMark(mark))
            mark = '\0';
        else
            at++;
        for (var i = 0; i < 2; i++)
            if (!Digit(ref text, at++, ref group))
                return -1;
        if (mark != '\0' && text.Peek(at++) != mark)
            return -1;
        for (var i = 0; i < 4; i++)
            if (!Digit(ref text, at++, ref serial))
                return -1;
        if (area is 0 or 666 or >= 900 || group == 0 || serial == 0)
            return -1;
        var next = text.Peek(at);
        if (Characters.IsWord(next) || ((Characters.IsDash(next) || next == '.') && Characters.IsDigit(text.Peek(at + 1))))
            return -1;
        if (Words.Precede(text, start))
            return at;
        score = 0.85;
        return Characters.IsDash(mark) ? at : -1;
    }

    private static bool Digit(ref TextView text, int at, ref int number)
    {
        var c = text.Peek(at);
        number = (number * 10) + (c - '0');
        return Characters.IsDigit(c);
    }

    private static bool IsMark(char c) => Characters.IsDash(c) || Characters.IsSpace(c) || c == '.';
}
