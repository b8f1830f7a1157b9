namespace SaaSGate.Inspection.Detection.Contacts;

/// <summary>
/// Phone numbers as they are written inside a country. Those of North America are known by their shape; of others, and of
/// runs of digits, only the words before them tell.
/// </summary>
internal static class LocalPhone
{
    private const int MaxDigits = 15, MinNational = 6, MaxNational = 12, Near = 24;

    private static readonly ContextWords Hints = new("phone", "tel", "mobile", "cell", "call", "fax", "whatsapp", "sms", "dial", "reach", "contact", "text me", "text us", "hotline", "voicemail");

    private static readonly ContextWords Names =
        new("phone", "telephone", "tel:", "tel.", "tel ", "mobile", "cell:", "cell ", "fax", "whatsapp", "dial", "hotline", "voicemail", "desk:", "call me", "call us", "call him", "call her",
            "call at", "answering at", "reach me", "reach us", "text me", "text us", "callback");

    /// <summary>Where a number that begins at an index ends; -1 where none does.</summary>
    public static int End(ref TextView text, int at)
    {
        var bracket = text.Chars[at] == '(';
        var number = bracket ? at + 1 : at;
        if (!Characters.IsDigit(text.Peek(number)))
            return -1;
        var groups = DigitGroups.Read(ref text, number, MaxDigits, PhoneGrammar.Separator);
        if (text.Starved)
            return -1;
        var last = NorthAmerican(text, at, number, bracket, groups);
        if (last < 0)
            last = National(text, at, number, groups);
        return last >= 0 && PhoneGrammar.EndsHere(ref text, groups.End(last)) ? groups.End(last) : -1;
    }

    /// <summary>The last group of a number with area code, exchange and line, or of parts of it; -1 otherwise.</summary>
    private static int NorthAmerican(TextView text, int at, int number, bool bracket, DigitGroups groups)
    {
        var skip = groups.Count > 1 && groups.Size(0) == 1 && text.Chars[number] == '1' ? 1 : 0;
        var rest = groups.Count - skip;
        var (last, plain) = (groups.Size(skip), rest > 1 ? groups.Size(skip + 1) : 0, rest > 2 ? groups.Size(skip + 2) : 0) switch
        {
            (3, 3, 4) => (skip + 2, bracket || skip == 1 || IsPlain(text, number, groups)),
            (3, 7, _) => (skip + 1, bracket),
            (3, 4, _) when skip == 0 => (1, false),
            (10, _, _) when !IsTime(text, number) => (skip, false),
            (11, _, _) when text.Chars[number] == '1' => (0, false),
            _ => (-1, false),
        };
        return last >= 0 && (plain || Hints.Precede(text, at)) ? last : -1;
    }

    /// <summary>Joined by dashes or points it can be nothing else; with spaces alone, area and exchange must be able to exist.</summary>
    private static bool IsPlain(TextView text, int number, DigitGroups groups) =>
        !Characters.IsSpace(text.Chars[groups.End(0)]) || !Characters.IsSpace(text.Chars[groups.End(1)])
        || (text.Chars[number] is not ('0' or '1') && text.Chars[groups.End(1) - 3] is not ('0' or '1'));

    /// <summary>Ten digits from 15 on count the seconds of our times.</summary>
    private static bool IsTime(TextView text, int number) => text.Chars[number] == '1' && text.Chars[number + 1] >= '5';

    /// <summary>The last group of a number that is named as one; -1 otherwise.</summary>
    private static int National(TextView text, int at, int number, DigitGroups groups)
    {
        if (groups.Digits < MinNational || !Names.Precede(text, at, groups.Count == 1 ? Near : ContextWords.Reach))
            return -1;
        var (digits, last) = (0, -1);
        for (var group = 0; group < groups.Count && digits + groups.Size(group) <= MaxNational; group++)
        {
            digits += groups.Size(group);
            last = group;
        }
        return digits < MinNational + (last == 0 ? 1 : 0) || IsTime(text, number) || IsDateOrAmount(text, groups, last) ? -1 : last;
    }

    private static bool IsDateOrAmount(TextView text, DigitGroups groups, int last)
    {
        if (last < 1 || Characters.IsSpace(text.Chars[groups.End(0)]))
            return false;
        var (year, month, day) = (groups.Size(0), groups.Size(1), last == 2 ? groups.Size(2) : 0);
        if (month <= 2 && ((year == 4 && day is 1 or 2) || (year <= 2 && day is 2 or 4)))
            return true;
        for (var group = 1; group <= last; group++)
            if (groups.Size(group) != 3)
                return false;
        return text.Chars[groups.End(0)] == '.';
    }
}
