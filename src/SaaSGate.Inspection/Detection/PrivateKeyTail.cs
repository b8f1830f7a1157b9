using System.Buffers;

namespace SaaSGate.Inspection.Detection;

/// <summary>
/// Follows a private key block to its END line. Where that is missing the key ends before the first line that reads as prose: a
/// short word with a space behind it. Line ends may be real or written as \n, with as many backslashes as JSON was quoted
/// into JSON; lines may be quoted, commented, strings of a program, or stamped by a log.
/// </summary>
/// <remarks>What may turn out to be prose, or the end, is not swallowed yet: the same units are looked at again with more behind them.</remarks>
internal sealed class PrivateKeyTail : Tail
{
    private const int Body = 0, EndLine = 1, Closing = EndLine + Dashes, Dashes = 5;

    /// <summary>Units that no word of prose has.</summary>
    private const int LongRun = 16;

    /// <summary>Fewest and most units of what a log writes before each line.</summary>
    private const int LeastStamp = 6, MostStamp = 48;

    /// <summary>Most units between two lines.</summary>
    private const int MostBetween = 64;

    private const string End = "-----END ";
    private static readonly SearchValues<char> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    private enum Step
    {
        Taken,
        Undecided,
        Ended,
    }

    public override int Follow(ReadOnlySpan<char> text, int from, bool final, ref int state, out bool ended)
    {
        var at = from;
        var step = Step.Taken;
        while (state == Body && step == Step.Taken)
        {
            at += Run(text[at..]);
            step = TakeLine(text, ref at, final, ref state);
        }
        if (state != Body)
            step = TakeEndLine(text, ref at, ref state);
        ended = final || step == Step.Ended;
        return at;
    }

    /// <summary>Takes what stands between two runs of base64, and the run; or the dashes before END.</summary>
    private static Step TakeLine(ReadOnlySpan<char> text, ref int at, bool final, ref int state)
    {
        var run = at;
        var between = SkipBetween(text, ref run, final, out var behindLine);
        if (between == Step.Taken && behindLine)
            between = SkipStamp(text, ref run, final);
        if (between != Step.Taken)
            return between;
        var rest = text[run..];
        if (rest.StartsWith(End))
        {
            (at, state) = (run + End.Length, EndLine);
            return Step.Taken;
        }
        if (rest[0] == '-')
            return End.AsSpan().StartsWith(rest) && !final ? Step.Undecided : Step.Ended;
        var length = Run(rest);
        if (length == 0)
            return Step.Ended;
        if (length < LongRun && IsLine(rest[length..], final) is not Step.Taken and var other)
            return other;
        at = run + length;
        return Step.Taken;
    }

    /// <summary>Spaces and line ends; behind a line end also the marks that quote a line.</summary>
    private static Step SkipBetween(ReadOnlySpan<char> text, ref int at, bool final, out bool behindLine)
    {
        var first = at;
        behindLine = false;
        for (; at < text.Length && at - first < MostBetween; at++)
        {
            var c = text[at];
            if (c is '\n' or '\r')
                behindLine = true;
            else if (c == '\\')
            {
                var letter = at + 1;
                while (letter < text.Length && letter - first < MostBetween && text[letter] == '\\')
                    letter++;
                if (letter == text.Length)
                    return final ? Step.Ended : Step.Undecided;
                if (text[letter] is 'n' or 'r')
                    behindLine = true;
                else if (text[letter] != 't' && !(behindLine && text[letter] == '"'))
                    return Step.Ended;
                at = letter;
            }
            else if (c is not (' ' or '\t') && !(behindLine && c is '>' or '#' or '"' or '+' or ','))
                return Step.Taken;
        }
        return at == text.Length && !final ? Step.Undecided : Step.Ended;
    }

    /// <summary>Time and number of a line of a log: digits and marks, a blank, and then a line of the key or its end.</summary>
    private static Step SkipStamp(ReadOnlySpan<char> text, ref int at, bool final)
    {
        var end = at;
        while (end < text.Length && end - at < MostStamp && (char.IsAsciiDigit(text[end]) || text[end] is '#' or ':' or '.' or '-' or '[' or ']' or 'T' or 'Z' or '/' or ' ' or '|') && !text[end..].StartsWith("-----"))
            end++;
        if (end == text.Length)
            return final || end == at ? Step.Taken : Step.Undecided;
        if (end - at == MostStamp)
            return Step.Taken;
        // A line of the key may itself begin with digits.
        while (end > at && text[end - 1] is not (' ' or ']' or '|'))
            end--;
        if (end - at < LeastStamp || !text[at..end].ContainsAny(Characters.Digits))
            return Step.Taken;
        var length = Run(text[end..]);
        if (end + length == text.Length && length < LongRun && !final)
            return Step.Undecided;
        if (text[end] == '-' || length >= LongRun || (length > 0 && end + length < text.Length && text[end + length] is '\n' or '\r' or '\\'))
            at = end;
        return Step.Taken;
    }

    /// <summary>Whether a short run is the last line of a key, by what stands behind it: the line's end, or dashes.</summary>
    private static Step IsLine(ReadOnlySpan<char> behind, bool final)
    {
        var blanks = behind.IndexOfAnyExcept(' ', '\t');
        if (blanks < 0 || blanks > MostBetween)
            return final || behind.Length > MostBetween ? Step.Taken : Step.Undecided;
        return behind[blanks] is '\n' or '\r' or '\\' or '-' or '"' ? Step.Taken : Step.Ended;
    }

    /// <summary>The rest of the END line, to its last dash.</summary>
    private static Step TakeEndLine(ReadOnlySpan<char> text, ref int at, ref int state)
    {
        for (; at < text.Length; at++)
        {
            if (text[at] == '-')
                state++;
            else if (state > EndLine || text[at] is not ((>= 'A' and <= 'Z') or (>= '0' and <= '9') or ' '))
                return Step.Ended;
            if (state == Closing)
            {
                at++;
                return Step.Ended;
            }
        }
        return Step.Undecided;
    }

    private static int Run(ReadOnlySpan<char> text)
    {
        var length = text.IndexOfAnyExcept(Base64);
        return length < 0 ? text.Length : length;
    }
}
