using System.Collections.Frozen;

namespace SaaSGate.Inspection.Detection.Identity;

/// <summary>
/// Reads what the words before an id say. Names of members count like words (<c>patientMrn</c>, <c>passport_no</c>); what stands
/// before another number does not count, but for the numbers of a list.
/// </summary>
internal static class IdCues
{
    /// <summary>Units before an id in which words are looked for.</summary>
    private const int Reach = 56;

    private const int MostWords = 5;

    private static readonly FrozenDictionary<string, Cue> Phrases = CueWords.Phrases;
    private static readonly FrozenDictionary<string, Cue>.AlternateLookup<ReadOnlySpan<char>> PhraseLookup = Phrases.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> HeadLookup =
        Phrases.Keys.Select(phrase => phrase.Split(' ')[0]).ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> JointLookup =
        new[] { "and", "or", "und", "oder", "et", "ou", "y", "o", "e" }.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>All that is said before an index; <see cref="Cue.Other"/> where the last words name a number of another kind.</summary>
    public static Cue Before(TextView text, int index)
    {
        var first = Math.Max(0, index - Reach);
        var end = ListStart(text, index, first);
        var start = first + text.Chars[first..end].LastIndexOfAny(Characters.Digits) + 1;
        Span<char> words = stackalloc char[(2 * Reach) + 1];
        var cues = Read(words[..Fold(text, start, end, words)]);
        if (IsRegion(text, index))
            cues |= Cue.Zip;
        return (cues & Cue.Zip) != 0 && IsLabelled(text, index) ? cues | Cue.ZipLabel : cues;
    }

    /// <summary>Whether a region of North America stands behind a comma before an index: <c>Austin, TX 78701</c>.</summary>
    private static bool IsRegion(TextView text, int index) =>
        index > 5 && text.Chars[index - 1] == ' ' && text.Chars[index - 4] == ' ' && text.Chars[index - 5] == ',' && AddressWords.IsState(text.Chars[(index - 3)..(index - 1)]);

    /// <summary>Whether a colon or an equals sign stands before an index.</summary>
    public static bool IsLabelled(TextView text, int index)
    {
        while (text.Before(index) is ' ' or '"' or '\'' or '*')
            index--;
        return text.Before(index) is ':' or '=';
    }

    /// <summary>Where a list begins whose last item stands at an index.</summary>
    private static int ListStart(TextView text, int index, int first)
    {
        for (var end = index; ;)
        {
            var at = end;
            var joined = false;
            while (at > first && !char.IsAsciiLetterOrDigit(text.Chars[at - 1]) && at > end - 6)
            {
                at--;
                joined |= text.Chars[at] is ',' or '&' or '/' or ';';
            }
            var word = at;
            while (word > first && char.IsAsciiLetter(text.Chars[word - 1]))
                word--;
            if (word < at && JointLookup.Contains(text.Chars[word..at]))
            {
                joined = true;
                at = word;
                while (at > first && !char.IsAsciiLetterOrDigit(text.Chars[at - 1]) && at > word - 6)
                    at--;
            }
            var item = at;
            var digits = 0;
            while (item > first && (char.IsAsciiLetterOrDigit(text.Chars[item - 1]) || text.Chars[item - 1] is '-' or '.'))
                digits += char.IsAsciiDigit(text.Chars[--item]) ? 1 : 0;
            if (!joined || digits < 4 || item == first)
                return end;
            end = item;
        }
    }

    /// <summary>Writes words in lower case with one space before each; marks separate them, apostrophes do not.</summary>
    private static int Fold(TextView text, int start, int end, Span<char> words)
    {
        var count = 0;
        for (var at = start; at < end; at++)
        {
            var c = text.Chars[at];
            if (c is '\'' or '\u2019')
                continue;
            if (!char.IsLetter(c) || Escapes.EndsBefore(text, at + 1))
            {
                if (count == 0 || words[count - 1] != ' ')
                    words[count++] = ' ';
                continue;
            }
            if (char.IsAsciiLetterUpper(c) && char.IsAsciiLetterLower(text.Before(at)) && count > 0 && words[count - 1] != ' ')
                words[count++] = ' ';
            words[count++] = char.ToLowerInvariant(c);
        }
        return count;
    }

    private static Cue Read(ReadOnlySpan<char> words)
    {
        var cues = Cue.None;
        for (var at = 0; at < words.Length;)
        {
            if (words[at] == ' ')
            {
                at++;
                continue;
            }
            var end = WordEnd(words, at);
            var said = HeadLookup.Contains(Singular(words[at..end])) || HeadLookup.Contains(words[at..end]) ? Longest(words, at, ref end) : Cue.None;
            cues = said == Cue.Other ? said : said == Cue.None ? cues : (cues & ~Cue.Other) | said;
            at = end;
        }
        return cues;
    }

    /// <summary>The longest phrase that begins with a word.</summary>
    private static Cue Longest(ReadOnlySpan<char> words, int start, ref int end)
    {
        var found = Cue.None;
        for (var (count, last) = (1, end); count <= MostWords; count++)
        {
            var phrase = words[start..last];
            if (PhraseLookup.TryGetValue(phrase, out var cue) || PhraseLookup.TryGetValue(Singular(phrase), out cue))
                (found, end) = (cue, last);
            if (last >= words.Length - 1)
                break;
            last = WordEnd(words, last + 1);
        }
        return found;
    }

    private static int WordEnd(ReadOnlySpan<char> words, int start) => words[start..].IndexOf(' ') is >= 0 and var length ? start + length : words.Length;

    private static ReadOnlySpan<char> Singular(ReadOnlySpan<char> word) => word.Length > 2 && word[^1] == 's' ? word[..^1] : word;
}
