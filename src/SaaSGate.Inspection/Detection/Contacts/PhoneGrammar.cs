using System.Buffers;

namespace SaaSGate.Inspection.Detection.Contacts;

/// <summary>How phone numbers are written.</summary>
internal static class PhoneGrammar
{
    /// <summary>What a number can begin with; a percent sign begins a plus in a URL.</summary>
    public static readonly SearchValues<char> Openers = SearchValues.Create("0123456789+(%");

    /// <summary>Units of the plus that stands at an index, also as <c>%2B</c>; 0 where none does.</summary>
    public static int Plus(ref TextView text, int at)
    {
        if (text.Peek(at) == '+')
            return 1;
        return text.Peek(at) == '%' && text.Peek(at + 1) == '2' && text.Peek(at + 2) is 'B' or 'b' ? 3 : 0;
    }

    /// <summary>Country codes of one, two and three digits that the ITU has assigned; a trailing x stands for any digit.</summary>
    private static readonly HashSet<string> Countries =
    [
        "1", "7", "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49",
        "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84", "86",
        "90", "91", "92", "93", "94", "95", "98", "21x", "22x", "23x", "24x", "25x", "26x", "29x", "35x", "37x", "38x", "42x",
        "50x", "59x", "67x", "68x", "69x", "80x", "85x", "87x", "88x", "96x", "97x", "99x",
    ];

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> CountryLookup = Countries.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>A dash, point, slash or space, an area code's bracket, or a bracket or dash with a space beside it.</summary>
    public static int Separator(ref TextView text, int at)
    {
        var first = text.Peek(at);
        if (Characters.IsDash(first) || first is '.' or '/')
            return text.Peek(at + 1) == '(' ? 2 : 1;
        if (first == '(')
            return 1;
        if (first == ')')
            return text.Peek(at + 1) is var after && (Characters.IsSpace(after) || Characters.IsDash(after) || after == '.') ? 2 : 1;
        if (!Characters.IsSpace(first))
            return 0;
        var second = text.Peek(at + 1);
        if (second == '(')
            return 2;
        return Characters.IsDash(second) && Characters.IsSpace(text.Peek(at + 2)) ? 3 : 1;
    }

    /// <summary>Whether digits begin with a country code in use.</summary>
    public static bool IsCountry(ReadOnlySpan<char> number)
    {
        if (number[0] is '1' or '7')
            return true;
        if (number.Length < 3 || !Characters.IsDigit(number[1]))
            return false;
        return CountryLookup.Contains(number[..2]) || CountryLookup.Contains([number[0], number[1], 'x']);
    }

    /// <summary>No word goes on here, and no mark joins further digits.</summary>
    public static bool EndsHere(ref TextView text, int end)
    {
        var next = text.Peek(end);
        if (Characters.IsWord(next))
            return next is 'x' or 'X' or 'e' or 'E' && ExtensionEnd(ref text, end) > end;
        return !((Characters.IsDash(next) || next is '.' or '/') && Characters.IsDigit(text.Peek(end + 1)));
    }

    /// <summary>Takes in an extension that follows: <c>x12</c>, <c>ext. 12</c>, <c>extension 12</c>.</summary>
    public static int ExtensionEnd(ref TextView text, int end)
    {
        var at = end;
        if (text.Peek(at) == ',')
            at++;
        if (Characters.IsSpace(text.Peek(at)))
            at++;
        var word = Word(ref text, at);
        if (word == 0)
            return end;
        at += word;
        if (text.Peek(at) is '.' or ':' or '#')
            at++;
        if (Characters.IsSpace(text.Peek(at)))
            at++;
        var first = at;
        while (at - first < 7 && Characters.IsDigit(text.Peek(at)))
            at++;
        return at == first || at - first == 7 || Characters.IsWord(text.Peek(at)) ? end : at;
    }

    private static int Word(ref TextView text, int at)
    {
        foreach (var word in (ReadOnlySpan<string>)["extension", "ext", "x"])
        {
            var matched = 0;
            while (matched < word.Length && char.ToLowerInvariant(text.Peek(at + matched)) == word[matched])
                matched++;
            if (matched == word.Length)
                return matched;
            // Only what is still there can turn out to be the longer word.
            if (text.Starved)
                return 0;
        }
        return 0;
    }
}
