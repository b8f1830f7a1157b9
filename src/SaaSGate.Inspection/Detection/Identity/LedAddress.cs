using System.Collections.Frozen;

namespace SaaSGate.Inspection.Detection.Identity;

/// <summary>
/// Addresses of any country behind words that lead to one: <c>my address is 6076 Piroska u. 97, Porto Alegre</c>. They go on as
/// long as numbers, capitalised words and particles follow, over lines that belong to them.
/// </summary>
internal static class LedAddress
{
    private const int MostUnits = 180, MostLines = 6, Reach = 40;

    private static readonly string[] Leads =
        ["address is", "address to", "addresses to the same", "address to the same", "address:", "address is:", "located at", "arrived at", "office is at", "restaurant is at", "offices are at", "taxi to", "new one to", "live in", "lived in", "live at", "moved to",
            "send it to", "deliver to", "delivered to", "ship to", "it's in", "address? it is", "residing at", "resides at", "mail to", "adresse:", "adresse ist", "dirección:", "indirizzo:", "following", "bill to"];

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> LastWords =
        Leads.Select(lead => lead.TrimEnd(':').Split(' ')[^1]).ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether words before an index lead to an address.</summary>
    public static bool IsLed(TextView text, int at)
    {
        var before = text.Chars[Math.Max(0, at - Reach)..at].TrimEnd(" \n\r\t\"'*");
        var words = before.TrimEnd(" :?");
        if (!LastWords.Contains(words[(words.LastIndexOfAny(' ', '\n') + 1)..]))
            return false;
        foreach (var lead in Leads)
            if (before.EndsWith(lead, StringComparison.OrdinalIgnoreCase) || words.EndsWith(lead, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    /// <summary>Whether a capital or another number follows a number.</summary>
    public static bool MayBegin(ref TextView text, int start)
    {
        var end = AddressReader.Digits(ref text, start, 7);
        var behind = text.Peek(end + 1);
        return Characters.IsSpace(text.Peek(end)) && (char.IsUpper(behind) || char.IsAsciiDigit(behind) || AddressWords.Is(text.Chars[(end + 1)..AddressReader.WordEnd(ref text, end + 1)], AddressWord.Type));
    }

    /// <summary>Where an address ends that begins with a number; -1 where none does.</summary>
    public static int End(ref TextView text, int start)
    {
        var at = AddressReader.HouseNumber(ref text, start);
        if (at < 0)
            return -1;
        var (end, names, numbers, lines) = (at, 0, 1, 0);
        while (at - start < MostUnits)
        {
            var gap = Gap(ref text, at, ref lines);
            if (gap == at)
                break;
            var word = AddressReader.WordEnd(ref text, gap);
            if (word == gap)
                break;
            var chars = text.Chars[gap..word];
            if (char.IsAsciiDigit(chars[0]))
                numbers++;
            else if (Months.Contains(chars))
                return -1;
            else if (char.IsUpper(chars[0]) || AddressWords.Is(chars, AddressWord.Unit))
                names += chars.Length > 2 ? 1 : 0;
            else if (!AddressWords.Is(chars, AddressWord.Particle) && !(chars.Length <= 4 && chars[^1] == '.' && GoesOn(ref text, gap, word)))
                break;
            at = word;
            if (!AddressWords.Is(chars, AddressWord.Particle))
                end = word;
            if (chars[^1] == '.' && !GoesOn(ref text, gap, word))
            {
                end = word - 1;
                break;
            }
        }
        return text.Starved || names < 1 || (numbers < 2 && names < 3) ? -1 : end;
    }

    /// <summary>Whether a point closes an abbreviation, not the sentence.</summary>
    private static bool GoesOn(ref TextView text, int word, int end)
    {
        var next = Characters.IsSpace(text.Peek(end)) ? text.Peek(end + 1) : text.Peek(end);
        return char.IsAsciiDigit(next) || (end - word <= 4 && char.IsAsciiLetter(text.Chars[word]) && next != '\0') || next is '\n' or ',';
    }

    /// <summary>Past marks and spaces to the next word; the index itself where the address stops.</summary>
    private static int Gap(ref TextView text, int at, ref int lines)
    {
        var end = at;
        if (text.Peek(end) == ',')
            end++;
        if (Characters.IsSpace(text.Peek(end)))
            end++;
        if (text.Peek(end) != '\n')
            return end;
        end++;
        // The next line belongs to the address where it is set in, or where it is short and begins with a capital.
        var inset = Characters.IsSpace(text.Peek(end)) || text.Peek(end) == ',';
        if (++lines > MostLines || !(inset || (lines == 1 && char.IsUpper(text.Peek(end)))))
            return at;
        while (end - at < 8 && (Characters.IsSpace(text.Peek(end)) || text.Peek(end) == ','))
            end++;
        return end;
    }
}
