namespace SaaSGate.Inspection.Detection.Identity;

/// <summary>Reads the parts of an address forward. Each part returns where it ends, or where it was to begin when it is not there.</summary>
internal static class AddressReader
{
    private const int MostWords = 5, MaxNumber = 6;

    /// <summary>A street behind its number: <c>12B N Main St.</c>, <c>12, rue de la Paix</c>; -1 where none follows.</summary>
    public static int NumberedStreet(ref TextView text, int at)
    {
        at = HouseNumber(ref text, at);
        if (at < 0)
            return -1;
        if (text.Peek(at) == ',')
            at++;
        if (!Characters.IsSpace(text.Peek(at)))
            return -1;
        at++;
        if (!char.IsLetterOrDigit(text.Peek(at)))
            return -1;
        var (end, first) = (-1, true);
        for (var count = 0; count < MostWords; count++)
        {
            var word = WordEnd(ref text, at);
            if (word == at || text.Starved)
                break;
            var chars = text.Chars[at..word];
            if (first && !char.IsAsciiDigit(chars[0]) && AddressWords.Is(chars, AddressWord.Type) && Named(ref text, word) is > 0 and var named)
                return OptionalNumber(ref text, named);
            if (!char.IsUpper(chars[0]) && !char.IsAsciiDigit(chars[0]))
                break;
            if (!first && AddressWords.Is(chars, AddressWord.Suffix))
                end = chars.Length > 4 && chars[^1] == '.' ? word - 1 : word;
            first = false;
            if (!Characters.IsSpace(text.Peek(word)))
                break;
            at = word + 1;
        }
        return end > 0 ? Direction(ref text, end) : -1;
    }

    /// <summary>The words of a street behind its type, with a capital or a particle each; -1 where none has a capital.</summary>
    public static int Named(ref TextView text, int at)
    {
        var end = -1;
        for (var count = 0; count < MostWords && Characters.IsSpace(text.Peek(at)); count++)
        {
            var word = WordEnd(ref text, at + 1);
            if (text.Starved || word == at + 1)
                break;
            var chars = text.Chars[(at + 1)..word];
            var particle = AddressWords.Is(chars, AddressWord.Particle);
            if (AddressWords.Is(chars, AddressWord.Unit) || (!particle && !char.IsUpper(chars[0])))
                break;
            at = word;
            if (!particle || char.IsUpper(chars[^1]))
                end = chars[^1] == '.' ? word - 1 : word;
        }
        return end;
    }

    /// <summary>A house number: up to six digits, a letter, a range; -1 where a longer number or word stands.</summary>
    public static int HouseNumber(ref TextView text, int at)
    {
        var end = Digits(ref text, at, MaxNumber);
        if (end == at)
            return -1;
        if (text.Peek(end) is '-' or '/' or '\u2013' && char.IsAsciiDigit(text.Peek(end + 1)))
            end = Digits(ref text, end + 1, 4);
        if (char.IsAsciiLetter(text.Peek(end)) && !Characters.IsWord(text.Peek(end + 1)))
            end++;
        var next = text.Peek(end);
        return Characters.IsWord(next) || (next is '.' or ',' or ':' or '-' && char.IsAsciiDigit(text.Peek(end + 1))) ? -1 : end;
    }

    /// <summary>What follows a street: unit, city, region, code, each behind a comma, a space or a line end.</summary>
    /// <param name="text">The view.</param>
    /// <param name="end">Where the street ends.</param>
    /// <param name="lines">Whether the address may go on in the next line.</param>
    /// <param name="complete">Whether it ends with a code.</param>
    public static int Rest(ref TextView text, int end, bool lines, out bool complete)
    {
        complete = false;
        if (Unit(ref text, Gap(ref text, end, lines)) is > 0 and var unit)
            end = unit;
        if (text.Starved)
            return end;
        var gap = Gap(ref text, end, lines);
        if (gap == end)
            return end;
        // A code before its city, as on the continent.
        var code = Digits(ref text, gap, MaxNumber);
        if (code - gap is 4 or 5 && Characters.IsSpace(text.Peek(code)) && City(ref text, code + 1) is > 0 and var city)
        {
            complete = true;
            return city;
        }
        city = City(ref text, gap);
        if (city < 0 || text.Starved)
            return end;
        for (var at = gap; at <= city; at++)
        {
            // The city is the words before the region; where a region stands behind fewer of them, it ends there.
            if (at > gap && at < city && !Characters.IsSpace(text.Chars[at]))
                continue;
            var region = at == gap ? gap : Gap(ref text, at, lines);
            var stateEnd = WordEnd(ref text, region);
            if (stateEnd > region && AddressWords.IsState(text.Chars[region..stateEnd]) && Zip(ref text, Gap(ref text, stateEnd, lines: false)) is > 0 and var zip)
            {
                complete = true;
                return zip;
            }
            if (at > gap && Postcode(ref text, region) is > 0 and var postcode)
            {
                complete = true;
                return postcode;
            }
        }
        return end;
    }

    /// <summary><c>Apt. 589</c>, <c>Suite 12B</c>, <c>#4</c>; -1 where none stands.</summary>
    public static int Unit(ref TextView text, int at)
    {
        if (text.Peek(at) == '#')
            return Digits(ref text, at + 1, 5) is var hash && hash > at + 1 && !Characters.IsWord(text.Peek(hash)) ? hash : -1;
        var word = WordEnd(ref text, at);
        if (word == at || text.Starved || !AddressWords.Is(text.Chars[at..word], AddressWord.Unit))
            return -1;
        var number = Characters.IsSpace(text.Peek(word)) ? word + 1 : word;
        if (text.Peek(number) == '#')
            number++;
        var end = Digits(ref text, number, 5);
        if (end == number)
            return -1;
        if (char.IsAsciiLetter(text.Peek(end)))
            end++;
        return Characters.IsWord(text.Peek(end)) ? -1 : end;
    }

    /// <summary>The box of a soldier and the post office behind it: <c>, Box 8158\nAPO AP 04336</c>; -1 where they do not follow.</summary>
    public static int Military(ref TextView text, int at, bool lines)
    {
        var box = Unit(ref text, Gap(ref text, at, lines: false));
        if (box < 0)
            return -1;
        var office = Gap(ref text, box, lines);
        var region = WordEnd(ref text, office);
        if (region - office != 3 || text.Starved || !text.Chars[(office + 1)..region].Equals("PO", StringComparison.OrdinalIgnoreCase) || !Characters.IsSpace(text.Peek(region)))
            return -1;
        var zip = WordEnd(ref text, region + 1) + 1;
        var end = Digits(ref text, zip, 5);
        return end - zip == 5 && !Characters.IsWord(text.Peek(end)) ? end : -1;
    }

    /// <summary>Where the word ends that begins at an index, with a point at its end or an apostrophe or dash inside.</summary>
    public static int WordEnd(ref TextView text, int at)
    {
        var end = at;
        while (end - at < AddressWords.Longest && text.Peek(end) is var c && (Characters.IsLetter(c) || char.IsAsciiDigit(c) || c is '\'' or '\u2019' or '-' || char.IsLetter(c)))
            end++;
        return end > at && text.Peek(end) == '.' ? end + 1 : end;
    }

    public static int Digits(ref TextView text, int at, int most)
    {
        var end = at;
        while (end - at < most && char.IsAsciiDigit(text.Peek(end)))
            end++;
        return end;
    }

    /// <summary>One to three capitalised words.</summary>
    private static int City(ref TextView text, int at)
    {
        var end = -1;
        for (var count = 0; count < 3; count++)
        {
            var word = WordEnd(ref text, at);
            if (word == at || text.Starved || !char.IsUpper(text.Chars[at]))
                break;
            end = text.Chars[word - 1] == '.' && word - at > 4 ? word - 1 : word;
            if (end < word || !Characters.IsSpace(text.Peek(word)))
                break;
            at = word + 1;
        }
        return end;
    }

    /// <summary>Past a comma, spaces and one line end; the index itself where neither stands there.</summary>
    public static int Gap(ref TextView text, int at, bool lines)
    {
        var end = at;
        if (text.Peek(end) == ',')
            end++;
        while (end - at < 3 && Characters.IsSpace(text.Peek(end)))
            end++;
        if (!lines || text.Peek(end) is not ('\n' or '\r'))
            return end;
        end += text.Peek(end) == '\r' && text.Peek(end + 1) == '\n' ? 2 : 1;
        while (end - at < 8 && (Characters.IsSpace(text.Peek(end)) || text.Peek(end) == ','))
            end++;
        return end;
    }

    private static int Zip(ref TextView text, int at)
    {
        var end = Digits(ref text, at, 5);
        if (end - at == 5 && text.Peek(end) == '-' && Digits(ref text, end + 1, 4) == end + 5)
            end += 5;
        if (end - at is 5 or 10)
            return Characters.IsWord(text.Peek(end)) ? -1 : end;
        return Canadian(ref text, at);
    }

    /// <summary><c>K1A 0B1</c>.</summary>
    private static int Canadian(ref TextView text, int at)
    {
        if (!char.IsAsciiLetterUpper(text.Peek(at)) || !char.IsAsciiDigit(text.Peek(at + 1)) || !char.IsAsciiLetterUpper(text.Peek(at + 2)))
            return -1;
        var second = Characters.IsSpace(text.Peek(at + 3)) ? at + 4 : at + 3;
        return char.IsAsciiDigit(text.Peek(second)) && char.IsAsciiLetterUpper(text.Peek(second + 1)) && char.IsAsciiDigit(text.Peek(second + 2)) && !Characters.IsWord(text.Peek(second + 3)) ? second + 3 : -1;
    }

    /// <summary>A British postcode: <c>SW1A 1AA</c>.</summary>
    private static int Postcode(ref TextView text, int at)
    {
        var end = at;
        while (end - at < 2 && char.IsAsciiLetterUpper(text.Peek(end)))
            end++;
        if (end == at || !char.IsAsciiDigit(text.Peek(end)))
            return -1;
        end++;
        if (char.IsAsciiLetterOrDigit(text.Peek(end)))
            end++;
        if (!Characters.IsSpace(text.Peek(end)))
            return -1;
        end++;
        return char.IsAsciiDigit(text.Peek(end)) && char.IsAsciiLetterUpper(text.Peek(end + 1)) && char.IsAsciiLetterUpper(text.Peek(end + 2)) && !Characters.IsWord(text.Peek(end + 3)) ? end + 3 : -1;
    }

    private static int OptionalNumber(ref TextView text, int at)
    {
        var start = text.Peek(at) == ',' ? at + 2 : at + 1;
        return Characters.IsSpace(text.Peek(start - 1)) && Digits(ref text, start, 5) is var end && end > start && end - start < 5 && !Characters.IsWord(text.Peek(end)) ? end : at;
    }

    private static int Direction(ref TextView text, int at)
    {
        if (!Characters.IsSpace(text.Peek(at)))
            return at;
        var end = WordEnd(ref text, at + 1);
        return !text.Starved && end > at + 1 && text.Chars[(at + 1)..end] is "N" or "S" or "E" or "W" or "NW" or "NE" or "SW" or "SE" ? end : at;
    }
}
