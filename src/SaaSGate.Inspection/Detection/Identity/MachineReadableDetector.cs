using System.Buffers;

namespace SaaSGate.Inspection.Detection.Identity;

/// <summary>The machine readable zone of passports, visas and identity cards: two lines of 44 or 36, or three of 30.</summary>
internal sealed class MachineReadableDetector() : SingleKindDetector("machine-readable-zone", FindingTypes.Passport, 45)
{
    private const int LongestLine = 44;

    private static readonly SearchValues<string> Heads = SearchValues.Create(["P<", "I<", "A<", "C<", "V<"], StringComparison.Ordinal);
    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<");

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        for (var at = from; ; at++)
        {
            var next = text.Chars[at..].IndexOfAny(Heads);
            if (next < 0)
            {
                var undecided = !text.Final && text.Length > from && text.Chars[^1] is 'P' or 'I' or 'A' or 'C' or 'V';
                (found, settled) = (default, undecided ? text.Length - 1 : text.Length);
                return false;
            }
            at += next;
            if (Characters.IsWordBefore(text, at))
                continue;
            var end = ZoneEnd(ref text, at, out var score);
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

    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value) => string.Concat(value.ToString().Where(Alphabet.Contains));

    private static int ZoneEnd(ref TextView text, int start, out double score)
    {
        score = 0;
        var first = LineEnd(ref text, start);
        var length = first - start;
        if (text.Starved || length is not (44 or 36 or 30))
            return -1;
        var second = NextLine(ref text, first);
        if (LineEnd(ref text, second) != second + length || text.Starved)
            return -1;
        if (length != 30)
        {
            var line = text.Chars[second..(second + length)];
            score = IsChecked(line[..10]) && IsChecked(line[13..20]) && IsChecked(line[21..28]) ? 0.98 : 0.7;
            return second + length;
        }
        var third = NextLine(ref text, second + length);
        if (LineEnd(ref text, third) != third + length || text.Starved)
            return -1;
        var dates = text.Chars[second..(second + length)];
        score = IsChecked(text.Chars[(start + 5)..(start + 15)]) && IsChecked(dates[..7]) && IsChecked(dates[8..15]) ? 0.98 : 0.7;
        return third + length;
    }

    private static int LineEnd(ref TextView text, int start)
    {
        var end = start;
        while (end - start <= LongestLine && Alphabet.Contains(text.Peek(end)))
            end++;
        return end;
    }

    /// <summary>Past a line end, written out or as another format escapes it.</summary>
    private static int NextLine(ref TextView text, int at)
    {
        if (text.Peek(at) == '\\')
            return text.Peek(at + 1) == 'n' ? at + 2 : at;
        if (text.Peek(at) == '\r')
            at++;
        return text.Peek(at) is '\n' or ' ' ? at + 1 : at;
    }

    /// <summary>Whether the last digit checks what stands before it: weights 7, 3, 1, letters count from 10.</summary>
    private static bool IsChecked(ReadOnlySpan<char> field)
    {
        ReadOnlySpan<int> weights = [7, 3, 1];
        var sum = 0;
        for (var i = 0; i < field.Length - 1; i++)
            sum += weights[i % 3] * (field[i] == '<' ? 0 : char.IsAsciiDigit(field[i]) ? field[i] - '0' : field[i] - 'A' + 10);
        return field[^1] - '0' == sum % 10;
    }
}
