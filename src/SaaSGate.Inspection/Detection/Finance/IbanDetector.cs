namespace SaaSGate.Inspection.Detection.Finance;

/// <summary>
/// International bank account numbers of a country's own length, in one run or in groups. Where the check digits are wrong
/// the word itself must stand before, and it stays a guess.
/// </summary>
internal sealed class IbanDetector() : SingleKindDetector("iban", FindingTypes.Iban, 36)
{
    private const int MaxLength = 34, Group = 4;
    private const double Checked = 1, Guessed = 0.4;
    private static readonly ContextWords Words = new("iban", "bank account", "account", "konto", "compte", "cuenta", "conto", "rekening");

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        found = default;
        for (var search = from; ;)
        {
            var digit = DigitRuns.Next(text.Chars, search, 2);
            if (digit < 0)
            {
                settled = text.Final ? text.Length : OpenStart(text, from);
                return false;
            }
            search = digit + 1;
            var start = digit - 2;
            if (start >= from && IbanCountries.Length(text.Chars[start], text.Chars[start + 1]) is > 0 and var length && !Characters.IsWordBefore(text, start))
            {
                var end = End(ref text, start, length, out var score);
                if (text.Starved)
                {
                    settled = start;
                    return false;
                }
                if (end > 0)
                {
                    (found, settled) = (new DetectedValue(Kind, start, end, score), end);
                    return true;
                }
            }
            while (search < text.Length && Characters.IsDigit(text.Chars[search]))
                search++;
        }
    }

    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value)
    {
        Span<char> letters = stackalloc char[MaxLength];
        var count = 0;
        foreach (var c in value)
            if (char.IsAsciiLetterOrDigit(c) && count < MaxLength)
                letters[count++] = char.ToUpperInvariant(c);
        return new string(letters[..count]);
    }

    /// <summary>Where a country's letters stand at the end, digits may follow.</summary>
    private static int OpenStart(TextView text, int from)
    {
        for (var start = Math.Max(from, text.Length - 2); start < text.Length; start++)
            if (char.IsAsciiLetter(text.Chars[start]) && char.IsAsciiLetter(text.Chars[^1]) && !Characters.IsWordBefore(text, start))
                return start;
        return text.Length;
    }

    private static int End(ref TextView text, int start, int length, out double score)
    {
        score = Guessed;
        if (!Characters.IsDigit(text.Peek(start + 3)))
            return -1;
        Span<char> letters = stackalloc char[MaxLength];
        var (at, grouped, upper, lower, digits) = (start, false, 0, 0, 0);
        for (var count = 0; count < length;)
        {
            var c = text.Peek(at++);
            if (char.IsAsciiLetterOrDigit(c))
            {
                letters[count++] = c;
                upper += char.IsAsciiLetterUpper(c) ? 1 : 0;
                lower += char.IsAsciiLetterLower(c) ? 1 : 0;
                digits += char.IsAsciiDigit(c) ? 1 : 0;
            }
            else if ((Characters.IsSpace(c) || Characters.IsDash(c)) && count > 0
                && (count % Group == 0 || (Characters.IsDigit(letters[count - 1]) && Characters.IsDigit(text.Peek(at)))))
                grouped = true;
            else
                return -1;
        }
        if (Characters.IsWord(text.Peek(at)) || text.Starved || (upper > 0 && lower > 0))
            return -1;
        var named = Words.Precede(text, start);
        if (IsChecked(letters[..length]))
        {
            score = Checked;
            // Words that happen to come in fours make one in a hundred such sums right.
            return grouped && lower > 0 && !named ? -1 : at;
        }
        return named && digits >= length / 2 ? at : -1;
    }

    /// <summary>The first four behind the rest, letters as 10 to 35: one is left of a division by 97.</summary>
    private static bool IsChecked(ReadOnlySpan<char> letters)
    {
        var rest = 0;
        for (var i = 0; i < letters.Length; i++)
        {
            var c = letters[(i + Group) % letters.Length];
            rest = char.IsAsciiDigit(c) ? ((rest * 10) + c - '0') % 97 : ((rest * 100) + (c | 0x20) - 'a' + 10) % 97;
        }
        return rest == 1;
    }
}
