namespace SaaSGate.Inspection.Detection.Identity;

/// <summary>
/// Whole dates, in digits or with the name of the month. One behind words of birth tells of a person; others are weak guesses,
/// for policies that want them.
/// </summary>
internal sealed class DateDetector : Detector
{
    private static readonly ValueKind Birth = new("birth-date", FindingTypes.Date, 28), Other = new("date", FindingTypes.Date, 1);

    private static readonly ContextWords BirthWords = new("birth", "born", "dob", "d.o.b", "bday", "geboren", "geburtsdatum", "geburtstag", "geb.", "né le", "née le", "naissance", "nacimiento", "nacido", "nacida", "nascita", "nato il",
        "nata il", "nascimento", "geboortedatum", "fødselsdato", "födelsedatum", "urodzenia", "ur.");

    public override IReadOnlyList<ValueKind> Kinds => [Birth, Other];

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        for (var at = from; ; at++)
        {
            var next = text.Chars[at..].IndexOfAny(Characters.Digits);
            if (next < 0)
            {
                (found, settled) = (default, text.Final ? text.Length : MonthBefore(text, text.Length, from, whole: false));
                return false;
            }
            at += next;
            if (Characters.ContinuesNumber(text, at) || text.Before(at) == '%')
            {
                at = DigitsEnd(text, at) - 1;
                continue;
            }
            var month = MonthBefore(text, at, from, whole: true);
            var end = month < at ? MonthFirstEnd(ref text, at) : DateEnd(ref text, at);
            if (text.Starved)
            {
                (found, settled) = (default, month);
                return false;
            }
            if (end < 0)
            {
                at = DigitsEnd(text, at) - 1;
                continue;
            }
            var born = BirthWords.Precede(text, month);
            (found, settled) = (new DetectedValue(born ? Birth : Other, month, end, born ? 0.85 : 0.3), end);
            return true;
        }
    }

    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value) => value.ToString().ToLowerInvariant();

    private static int DigitsEnd(TextView text, int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text.Chars[at]))
            at++;
        return at;
    }

    /// <summary>Where the name of a month begins that stands before an index; the index itself where none does. At the end of what is there it may be half a name.</summary>
    private static int MonthBefore(TextView text, int index, int from, bool whole)
    {
        var end = index;
        while (end > from && index - end < 2 && text.Chars[end - 1] is ' ' or '.' or '\u00A0')
            end--;
        var start = end;
        while (start > from && end - start <= Months.Longest && Characters.IsLetter(text.Chars[start - 1]) && !Escapes.EndsBefore(text, start))
            start--;
        var word = text.Chars[start..end];
        if (word.IsEmpty || Characters.IsWordBefore(text, start) || (whole && end == index))
            return index;
        return Months.Contains(word) || (!whole && end == index && Months.Begin(word)) ? start : index;
    }

    /// <summary><c>15, 1989</c>, <c>15th 1989</c>, <c>15 of 1989</c> behind a month.</summary>
    private static int MonthFirstEnd(ref TextView text, int at)
    {
        var day = Number(ref text, ref at, 2);
        if (day is < 1 or > 31)
            return -1;
        SkipOrdinal(ref text, ref at);
        if (text.Peek(at) == ',')
            at++;
        if (Characters.IsSpace(text.Peek(at)))
            at++;
        return YearEnd(ref text, at);
    }

    private static int DateEnd(ref TextView text, int at)
    {
        var start = at;
        var first = Number(ref text, ref at, 4);
        var length = at - start;
        var mark = text.Peek(at);
        if ((mark is '-' or '/' or '.') && char.IsAsciiDigit(text.Peek(at + 1)))
            return length != 3 ? DigitsEnd(ref text, at, first, length, mark) : -1;
        return first is >= 1 and <= 31 && length < 3 ? DayFirstEnd(ref text, at) : -1;
    }

    /// <summary>Two more numbers with the same mark: year, month and day in one of the usual orders.</summary>
    private static int DigitsEnd(ref TextView text, int at, int first, int length, char mark)
    {
        at++;
        var second = Number(ref text, ref at, 2);
        if (second < 0 || text.Peek(at) != mark)
            return -1;
        var start = ++at;
        var third = Number(ref text, ref at, 4);
        var last = at - start;
        var valid = length == 4
            ? first is >= 1850 and < 2100 && last is 1 or 2 && CheckDigits.IsDate(first, second, third)
            : (last is 2 || (last == 4 && third is >= 1850 and < 2100)) && (CheckDigits.IsDate(third, second, first) || CheckDigits.IsDate(third, first, second));
        return valid && EndsHere(ref text, at, mark) ? at : -1;
    }

    /// <summary><c>15 March 1989</c>, <c>15. März 1989</c>, <c>15-Mar-1989</c>, <c>15 de marzo de 1989</c>.</summary>
    private static int DayFirstEnd(ref TextView text, int at)
    {
        SkipOrdinal(ref text, ref at);
        if (text.Peek(at) == '.')
            at++;
        if (!Joint(ref text, ref at))
            return -1;
        var start = at;
        while (at - start <= Months.Longest && Characters.IsLetter(text.Peek(at)))
            at++;
        if (text.Starved || !Months.Contains(text.Chars[start..at]))
            return -1;
        if (text.Peek(at) is '.' or ',')
            at++;
        return Joint(ref text, ref at) ? YearEnd(ref text, at) : -1;
    }

    /// <summary>A space or a dash, and "of" where the language has it.</summary>
    private static bool Joint(ref TextView text, ref int at)
    {
        if (!Characters.IsSpace(text.Peek(at)) && text.Peek(at) is not ('-' or '/'))
            return false;
        at++;
        if ((text.Peek(at), text.Peek(at + 1)) is ('d', 'e') or ('o', 'f') && Characters.IsSpace(text.Peek(at + 2)))
            at += 3;
        return true;
    }

    private static int YearEnd(ref TextView text, int at)
    {
        var year = Number(ref text, ref at, 4);
        return year is >= 1850 and < 2100 && EndsHere(ref text, at, '\0') ? at : -1;
    }

    private static void SkipOrdinal(ref TextView text, ref int at)
    {
        if ((text.Peek(at), text.Peek(at + 1)) is ('s', 't') or ('n', 'd') or ('r', 'd') or ('t', 'h') or ('e', 'r'))
            at += 2;
    }

    /// <summary>A time may be joined with a T.</summary>
    private static bool EndsHere(ref TextView text, int end, char mark)
    {
        var next = text.Peek(end);
        return next == 'T' ? char.IsAsciiDigit(text.Peek(end + 1)) : !Characters.IsWord(next) && !(next == mark && mark != '\0' && Characters.IsDigit(text.Peek(end + 1)));
    }

    private static int Number(ref TextView text, ref int at, int most)
    {
        var (number, count) = (0, 0);
        for (; count < most && char.IsAsciiDigit(text.Peek(at)); count++)
            number = (number * 10) + (text.Peek(at++) - '0');
        return count == 0 ? -1 : number;
    }
}
