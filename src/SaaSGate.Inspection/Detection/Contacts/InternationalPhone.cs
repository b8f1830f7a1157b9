namespace SaaSGate.Inspection.Detection.Contacts;

/// <summary>Phone numbers with the code of their country.</summary>
internal static class InternationalPhone
{
    private const int MaxDigits = 15, MinDigits = 8, MaxCode = 3;
    private const double Whole = 0.9, Odd = 0.6;

    /// <summary>Where a number ends whose country code begins at an index; -1 where there is none.</summary>
    public static int End(ref TextView text, int number, out double score)
    {
        score = Odd;
        if (text.Peek(number) == '(')
            number++;
        if (text.Peek(number) is < '1' or > '9')
            return -1;
        var groups = DigitGroups.Read(ref text, number, MaxDigits, PhoneGrammar.Separator);
        if (text.Starved)
            return -1;
        Span<char> code = stackalloc char[MaxCode];
        var length = CountryCodes.Length(code[..Digits(text, number, groups, code)]);
        if (length == 0)
            return -1;
        var (least, most) = CountryCodes.National(code[..length]);
        var (digits, end, isWhole) = (0, -1, false);
        for (var group = 0; group < groups.Count && digits + groups.Size(group) <= MaxDigits; group++)
        {
            digits += groups.Size(group);
            var national = digits - length - (HasTrunk(text, groups) ? 1 : 0);
            var fits = national >= least && national <= most;
            // Behind a number that is whole and a space another may stand.
            if (isWhole && !fits && Characters.IsSpace(text.Chars[groups.End(group - 1)]))
                break;
            if (fits || (code[0] != '1' && digits >= MinDigits))
                (end, isWhole) = (groups.End(group), fits);
        }
        if (isWhole)
            score = Whole;
        return end >= 0 && PhoneGrammar.EndsHere(ref text, end) ? end : -1;
    }

    /// <summary><c>+44 (0)20</c>: the zero is dialled only inside the country.</summary>
    private static bool HasTrunk(TextView text, DigitGroups groups) =>
        groups.Count > 1 && groups.End(1) < text.Length && text.Chars[groups.End(1) - 1] == '0' && text.Chars[groups.End(1)] == ')' && groups.Size(1) == 1;

    /// <summary>The first digits, across groups.</summary>
    private static int Digits(TextView text, int number, DigitGroups groups, Span<char> first)
    {
        var count = 0;
        for (var at = number; at < groups.End(groups.Count - 1) && count < first.Length; at++)
            if (Characters.IsDigit(text.Chars[at]))
                first[count++] = text.Chars[at];
        return count;
    }
}
