namespace SaaSGate.Inspection.Detection.Identity;

/// <summary>
/// Postal addresses: a street with its number in front (<c>12 Main St</c>, <c>12, rue de la Paix</c>) or behind
/// (<c>Hauptstraße 12</c>, <c>Via Roma 12</c>), what belongs to it up to the postal code, boxes, and units that stand alone.
/// </summary>
internal sealed class AddressDetector() : SingleKindDetector("postal-address", FindingTypes.Address, 22)
{
    /// <summary>Units before a number in which its street may begin.</summary>
    private const int Reach = 40;

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        for (var at = from; ; at++)
        {
            var next = text.Chars[at..].IndexOfAny(Characters.Digits);
            if (next < 0)
            {
                (found, settled) = (default, text.Final ? text.Length : StreetBefore(text, text.Length, from, whole: false));
                return false;
            }
            at += next;
            var end = at;
            while (end < text.Length && char.IsAsciiDigit(text.Chars[end]))
                end++;
            if (end - at > 6 || Characters.ContinuesNumber(text, at) || text.Before(at) is '%' or '$' or '€' or '£')
            {
                // Behind the digits of an escape a number may begin.
                at = Characters.LastInside(text, at);
                continue;
            }
            var start = StreetBefore(text, at, from, whole: true);
            var complete = false;
            var street = start < at ? Behind(ref text, start, at, ref complete) : Ahead(ref text, at, ref complete);
            if (text.Starved)
            {
                (found, settled) = (default, start);
                return false;
            }
            if (street > 0)
            {
                (found, settled) = (new DetectedValue(Kind, start, street, complete ? 0.9 : 0.6), street);
                return true;
            }
            at = end - 1;
        }
    }

    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value)
    {
        Span<char> words = stackalloc char[Math.Min(value.Length, LookAhead)];
        var count = 0;
        foreach (var c in value[..words.Length])
            if (char.IsLetterOrDigit(c))
                words[count++] = char.ToLowerInvariant(c);
            else if (count > 0 && words[count - 1] != ' ')
                words[count++] = ' ';
        return new string(words[..count].TrimEnd(' '));
    }

    /// <summary>An address that begins with its number.</summary>
    private static int Ahead(ref TextView text, int at, ref bool complete)
    {
        var street = AddressReader.NumberedStreet(ref text, at);
        if (street > 0 && !text.Starved)
            street = AddressReader.Rest(ref text, street, lines: !IsLetterhead(text, at), out complete);
        return !text.Starved && !complete && LedAddress.MayBegin(ref text, at) && LedAddress.IsLed(text, at) ? Math.Max(street, LedAddress.End(ref text, at)) : street;
    }

    /// <summary>An address, a box or a unit whose number stands behind its name.</summary>
    private static int Behind(ref TextView text, int start, int at, ref bool complete)
    {
        var end = AddressReader.HouseNumber(ref text, at);
        if (end < 0 || text.Starved)
            return -1;
        var lines = !IsLetterhead(text, start);
        var word = text.Chars[start..AddressReader.WordEnd(ref text, start)];
        if (AddressWords.Is(word, AddressWord.Military) && AddressReader.Military(ref text, end, lines) is > 0 and var military)
        {
            complete = true;
            return military;
        }
        if (!AddressWords.Is(word, AddressWord.Unit))
            return AddressReader.Rest(ref text, end, lines, out complete);
        if (!char.IsUpper(word[0]) && end - at < 2)
            return -1;
        return AddressReader.Unit(ref text, AddressReader.Gap(ref text, end, lines: false)) is > 0 and var unit ? unit : word is "psc" or "PSC" ? -1 : end;
    }

    /// <summary>
    /// Where a street begins whose number stands at an index, or that number itself. At the end of what is there, the street
    /// may be half there.
    /// </summary>
    private static int StreetBefore(TextView text, int index, int from, bool whole)
    {
        var limit = Math.Max(from, index - Reach);
        var best = index;
        var at = index;
        if (!whole && at > limit && text.Chars[at - 1] != '.')
        {
            // The word may go on to be one that ends as streets do, or the type of one; what stands before its letters is of it too.
            best = RunStart(text, at, limit);
            at = WordStart(text, at, limit);
        }
        for (var count = 0; count < 5; count++)
        {
            var end = at;
            if (count == 0 && end > limit && text.Chars[end - 1] == ',')
                end--;
            while (end > limit && at - end < 2 && Characters.IsSpace(text.Chars[end - 1]))
                end--;
            if (end == at && whole)
                break;
            if (count == 0 && end > limit && text.Chars[end - 1] == ',')
                end--;
            var start = WordStart(text, end, limit);
            if (start == end || (start == limit && Characters.IsLetter(text.Before(start)) && !Escapes.EndsBefore(text, start)))
                break;
            var word = text.Chars[start..end];
            var kind = AddressWords.Kind(word);
            if ((kind & AddressWord.Unit) != 0)
                return count == 0 ? start : best;
            if (count == 0 && char.IsUpper(word[0]) && AddressWords.IsCompound(word))
                return start;
            if ((kind & AddressWord.Type) != 0 && count > 0)
                return start;
            if (!whole && (kind & AddressWord.Type) != 0)
                best = start;
            if (!char.IsUpper(word[0]) && (kind & AddressWord.Particle) == 0)
                break;
            at = start;
        }
        return best;
    }

    /// <summary>Where a word begins that ends at an index; that index itself where none does.</summary>
    private static int WordStart(TextView text, int end, int limit)
    {
        var start = RunStart(text, end, limit);
        return start < end && char.IsLetter(text.Chars[start]) ? start : end;
    }

    /// <summary>Where the letters, apostrophes and dashes begin that end at an index.</summary>
    private static int RunStart(TextView text, int end, int limit)
    {
        var start = end;
        if (start > limit && text.Chars[start - 1] == '.')
            start--;
        while (start > limit && (char.IsLetter(text.Chars[start - 1]) || text.Chars[start - 1] is '\'' or '\u2019' or '-') && !Escapes.EndsBefore(text, start))
            start--;
        return start;
    }

    /// <summary>Whether the line of an address follows a blank line, or each line has a mark in front: its lines then are values of their own.</summary>
    private static bool IsLetterhead(TextView text, int start)
    {
        var first = Math.Max(0, start - (LookBehind / 2));
        var line = first + text.Chars[first..start].LastIndexOf('\n') + 1;
        return line > first && (text.Chars[line..start].ContainsAny("?>|#") || (text.Before(line, 2) == '\n' && text.Before(line, 3) != ':'));
    }
}
