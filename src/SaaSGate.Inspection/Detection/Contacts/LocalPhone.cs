namespace SaaSGate.Inspection.Detection.Contacts;

/// <summary>
/// Phone numbers as they are written inside a country. Those of North America and some others are known by their shape; of
/// the rest, and of runs of digits, only the words around them tell.
/// </summary>
internal static class LocalPhone
{
    private const int MaxDigits = 15, MinNational = 6, MaxNational = 12, Near = 24, Label = 18;
    private const double Named = 0.9, Hinted = 0.8, Shaped = 0.75, Format = 0.6, Doubted = 0.3;

    private static readonly ContextWords Hints = new("phone", "tel", "mobile", "cell", "call", "fax", "whatsapp", "sms", "dial", "reach", "contact", "text me", "text us", "hotline", "voicemail");

    private static readonly ContextWords Names =
        new("phone", "telephone", "tel:", "tel.", "tel ", "mobile", "cell:", "cell ", "fax", "whatsapp", "dial", "hotline", "voicemail", "desk:", "call me", "call us", "call him", "call her",
            "call at", "answering at", "reach me", "reach us", "text me", "text us", "callback");

    private static readonly ContextWords Others =
        new("record", "mrn", "npi", "order", "invoice", "account", "tracking", "policy", "claim", "case", "ticket", "serial", "isbn", "reference", "ref", "ssn", "social", "part", "sku");

    /// <summary>Where a number that begins at an index ends; -1 where none does.</summary>
    public static int End(ref TextView text, int at, out double score)
    {
        score = 0;
        var bracket = text.Chars[at] == '(';
        var number = bracket ? at + 1 : at;
        if (!Characters.IsDigit(text.Peek(number)))
            return -1;
        if (!IsLong(text, number))
            return -1;
        var groups = DigitGroups.Read(ref text, number, MaxDigits, PhoneGrammar.Separator);
        if (text.Starved || groups.Digits < MinNational)
            return -1;
        var last = NorthAmerican(text, at, number, bracket, groups, out score);
        if (last < 0 || !PhoneGrammar.EndsHere(ref text, groups.End(last)))
            last = National(ref text, at, number, bracket, groups, out score);
        return last >= 0 && PhoneGrammar.EndsHere(ref text, groups.End(last)) ? groups.End(last) : -1;
    }

    /// <summary>Most numbers are short: whether six digits stand here, or a mark that may lead to more, or the text is not there yet.</summary>
    private static bool IsLong(TextView text, int number)
    {
        var at = number + 1;
        while (at - number < MinNational && at < text.Length && Characters.IsDigit(text.Chars[at]))
            at++;
        if (at - number == MinNational || at + 1 >= text.Length)
            return true;
        var (mark, next) = (text.Chars[at], text.Chars[at + 1]);
        return (Characters.IsSpace(mark) || Characters.IsDash(mark) || mark is '.' or '/' or '(' or ')')
            && (Characters.IsDigit(next) || next is '(' or '.' || Characters.IsSpace(next) || Characters.IsDash(next));
    }

    /// <summary>The last group of a number with area code, exchange and line, or of parts of it; -1 otherwise.</summary>
    private static int NorthAmerican(TextView text, int at, int number, bool bracket, DigitGroups groups, out double score)
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
        score = Hinted;
        if (last < 0)
            return -1;
        if (Names.Precede(text, at, Near))
            score = Named;
        else if (plain && !Hints.Precede(text, at))
            score = Others.Precede(text, at, Label) ? Doubted : Shaped;
        else if (!plain && !Hints.Precede(text, at))
            return -1;
        return last;
    }

    /// <summary>Joined by dashes or points it can be nothing else; with spaces alone, area and exchange must be able to exist.</summary>
    private static bool IsPlain(TextView text, int number, DigitGroups groups) =>
        !Characters.IsSpace(text.Chars[groups.End(0)]) || !Characters.IsSpace(text.Chars[groups.End(1)])
        || (text.Chars[number] is not ('0' or '1') && text.Chars[groups.End(1) - 3] is not ('0' or '1'));

    /// <summary>Ten digits from 15 on count the seconds of our times.</summary>
    private static bool IsTime(TextView text, int number) => text.Chars[number] == '1' && text.Chars[number + 1] >= '5';

    /// <summary>The last group of a number that is named as one, or written as some country does; -1 otherwise.</summary>
    private static int National(ref TextView text, int at, int number, bool bracket, scoped DigitGroups groups, out double score)
    {
        score = Hinted;
        var (digits, last) = (0, -1);
        for (var group = 0; group < groups.Count && digits + groups.Size(group) <= MaxNational; group++)
        {
            digits += groups.Size(group);
            last = group;
        }
        if (digits < MinNational + (last == 0 ? 1 : 0) || IsTime(text, number) || IsDateOrAmount(text, groups, last))
            return -1;
        if (Names.Precede(text, at, groups.Count == 1 ? Near : ContextWords.Reach) || PhoneGrammar.NamedBehind(ref text, groups.End(last)))
            return last;
        score = Format;
        return last == groups.Count - 1 && NationalFormats.Match(text, number, bracket, groups) ? last : -1;
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
