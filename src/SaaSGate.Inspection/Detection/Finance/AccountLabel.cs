namespace SaaSGate.Inspection.Detection.Finance;

/// <summary>What the words directly before a number call it: <c>Routing number: </c>, <c>accountNumber=</c>, <c>sort code is </c>.</summary>
internal static class AccountLabel
{
    private const int MaxMarks = 6, MaxWord = 24, MaxWords = 4;

    /// <summary>What a number is called.</summary>
    public enum Name
    {
        None,
        Account,
        AccountNumber,
        Routing,
        SortCode,
    }

    /// <summary>Reads back over words that only lead up to the number, to the one that names it.</summary>
    public static Name Before(TextView text, int index)
    {
        Span<char> word = stackalloc char[MaxWord];
        var (isNumber, floor) = (false, Math.Max(0, index - Detector.LookBehind + 2));
        for (var (at, words) = (index, 0); words < MaxWords; words++)
        {
            var marks = at;
            while (at > floor && marks - at < MaxMarks && !char.IsLetterOrDigit(text.Chars[at - 1]) && text.Chars[at - 1] is not (';' or '!' or '?' or '+' or '\n'))
                at--;
            var end = at;
            while (at > floor && end - at < MaxWord && (char.IsLetter(text.Chars[at - 1]) || text.Chars[at - 1] == '_'))
                at--;
            if (at == end || end - at == MaxWord)
                return Name.None;
            text.Chars[at..end].ToLowerInvariant(word);
            var name = Of(Core(word[..(end - at)], ref isNumber), isNumber);
            if (name is not null)
                return name.Value;
        }
        return Name.None;
    }

    /// <summary>A word without what says that a number follows; empty where it says nothing else.</summary>
    private static ReadOnlySpan<char> Core(ReadOnlySpan<char> word, ref bool isNumber)
    {
        foreach (var suffix in (ReadOnlySpan<string>)["number", "num", "nummer", "numero", "número", "no", "nr", "code", "n"])
            if (word.EndsWith(suffix, StringComparison.Ordinal) && (word.Length == suffix.Length || suffix.Length > 2 || word[^(suffix.Length + 1)] == '_'))
            {
                isNumber = true;
                return word[..^suffix.Length].TrimEnd('_');
            }
        return word;
    }

    /// <summary>Null where the word before must be asked.</summary>
    private static Name? Of(ReadOnlySpan<char> core, bool isNumber)
    {
        if (core is "" or "is" or "the" or "of" or "a" or "to" or "into" or "from" or "de" or "my" or "your" or "his" or "her" or "their" or "us")
            return null;
        if (Ends(core, "account") || Ends(core, "acct") || core is "acc" or "konto" or "kontonummer" or "kontonr" or "cuenta" or "compte" or "rekening" or "rekeningnummer")
            return isNumber || core.StartsWith("kontonu", StringComparison.Ordinal) ? Name.AccountNumber : Name.Account;
        if (Ends(core, "routing") || core is "aba" or "rtn" or "transit")
            return Name.Routing;
        return (core is "sort" && isNumber) || core is "bsb" or "blz" or "bankleitzahl" ? Name.SortCode : Name.None;
    }

    private static bool Ends(ReadOnlySpan<char> core, string name) => core.EndsWith(name, StringComparison.Ordinal);
}
