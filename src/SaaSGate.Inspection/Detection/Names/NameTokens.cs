namespace SaaSGate.Inspection.Detection.Names;

/// <summary>
/// Cuts text into words, numbers and marks. A token is at most <see cref="MaxToken"/> long, the space before it at most
/// <see cref="MaxSpace"/>; the rest of anything longer is another token.
/// </summary>
internal static class NameTokens
{
    /// <summary>Most units of a token.</summary>
    public const int MaxToken = 30;

    /// <summary>Most units of white space before it.</summary>
    public const int MaxSpace = 8;

    /// <summary>What a line end is hashed as that a blank line follows.</summary>
    private const char BlankLine = '\v';

    private const int Column = 4;

    public static readonly uint Comma = NameHash.Finish(NameHash.Add(NameHash.Empty, ','));

    /// <summary>Word of a line end that a blank line follows.</summary>
    public static readonly uint Blank = NameHash.Finish(NameHash.Add(NameHash.Empty, BlankLine));

    /// <summary>Reads the token at an index; its end tells where the next one begins.</summary>
    /// <param name="text">The view; starved where more text could change the token.</param>
    /// <param name="at">Where to read.</param>
    /// <param name="before">The token that ended here.</param>
    public static NameToken Read(ref TextView text, int at, in NameToken before)
    {
        var start = at;
        var lines = 0;
        while (at - start < MaxSpace && Space(ref text, at, ref lines) is > 0 and var length)
            at += length;
        if (lines > 0)
            return Mark(start, at, NameShape.NewLine, IsBlank(text.Chars[start..at]) ? BlankLine : '\n', glued: true);
        if (at - start >= Column)
            return Mark(start, at, NameShape.Gap, ' ', glued: true);
        var glued = at == start;
        var first = text.Peek(at);
        if (first == '\0' && at >= text.Length)
            return Mark(at, at, NameShape.Edge, '\0', glued);
        if (before.Shape == NameShape.Opaque && before.Length >= MaxToken && glued && IsOpaque(first))
            return Opaque(ref text, at, at, glued);
        if (Characters.IsDigit(first) || char.IsLetter(first) || first == '_')
            return Word(ref text, at, glued);
        if (first is '@' or '#' && IsWord(text.Peek(at + 1)))
            return Tagged(ref text, at, first, glued);
        var end = at + 1;
        while (end - at < MaxToken && (text.Peek(end) == first || (char.IsSurrogate(first) && char.IsSurrogate(text.Peek(end)))) && end < text.Length)
            end++;
        return Mark(at, end, first is '.' or '!' or '?' ? NameShape.Stop : NameShape.Mark, first, glued);
    }

    private static NameToken Mark(int start, int end, NameShape shape, char unit, bool glued)
    {
        var hash = NameHash.Finish(NameHash.Add(NameHash.Empty, unit));
        return new NameToken(start, end, shape, hash, 0, hash, glued);
    }

    /// <summary>Units of white space at an index; line ends count also as another JSON wrote them.</summary>
    private static int Space(ref TextView text, int at, ref int lines)
    {
        var c = text.Peek(at);
        if (c is '\n' or '\r')
        {
            lines++;
            return 1;
        }
        if (c == '\\' && text.Peek(at + 1) is 'n' or 'r')
        {
            lines++;
            return 2;
        }
        return c is ' ' or '\t' or '\u00A0' or '\u202F' or '\u2009' ? 1 : 0;
    }

    /// <summary>Whether line ends have a blank line between them; \r\n is one.</summary>
    private static bool IsBlank(ReadOnlySpan<char> space) => space.Count('\n') > 1 || (space.Contains('\\') && space.Count('n') > 1);

    private static NameToken Word(ref TextView text, int start, bool glued)
    {
        var (end, dots) = (start, 0);
        var hash = NameHash.Empty;
        while (true)
        {
            var c = text.Peek(end);
            if (end - start >= MaxToken)
                return Opaque(ref text, start, end, glued);
            if (IsWord(c))
            {
                hash = NameHash.Add(hash, c);
                end++;
                continue;
            }
            var inner = c switch
            {
                '\'' or '\u2019' => end > start && char.IsLetter(text.Peek(end + 1)) && char.IsLetter(text.Peek(end + 2)),
                '@' => IsWord(text.Peek(end + 1)),
                '.' => char.IsAsciiLetterLower(text.Peek(end + 1)) || Characters.IsDigit(text.Peek(end + 1)),
                ':' => text.Peek(end + 1) == '/' && text.Peek(end + 2) == '/',
                _ => false,
            };
            if (inner && c is '\'' or '\u2019')
            {
                hash = NameHash.Add(hash, '\'');
                end++;
                continue;
            }
            if (inner)
                return Opaque(ref text, start, end, glued);
            // A capital letter keeps its full stop: J. Smith, U.S.
            if (c == '.' && char.IsUpper(text.Chars[end - 1]) && (end - start == 1 || text.Chars[end - 2] == '.'))
            {
                dots++;
                end++;
                if (char.IsUpper(text.Peek(end)) && !char.IsLetter(text.Peek(end + 1)))
                    continue;
            }
            break;
        }
        var word = text.Chars[start..end];
        return new NameToken(start, end, Shape(word, dots), NameHash.Finish(hash), 0, NameHash.Of(word[^Math.Min(3, word.Length)..]), glued);
    }

    private static NameToken Tagged(ref TextView text, int start, char mark, bool glued)
    {
        var end = start + 1;
        var hash = NameHash.Empty;
        while (end - start < MaxToken && IsWord(text.Peek(end)))
            hash = NameHash.Add(hash, text.Chars[end++]);
        var word = text.Chars[(start + 1)..end];
        return new NameToken(start, end, mark == '#' ? NameShape.Hashtag : NameShape.Handle, NameHash.Finish(hash), 0, NameHash.Of(word[^Math.Min(3, word.Length)..]), glued);
    }

    private static NameToken Opaque(ref TextView text, int start, int from, bool glued)
    {
        var end = Math.Max(from, start + 1);
        while (end - start < MaxToken && IsOpaque(text.Peek(end)))
            end++;
        // A full stop or comma closes the sentence.
        while (end - 1 > start && end - start < MaxToken && text.Chars[end - 1] is '.' or ',' or ':' or '\'')
            end--;
        return Mark(start, end, NameShape.Opaque, '_', glued);
    }

    private static bool IsOpaque(char c) => IsWord(c) || c is '.' or '-' or '/' or ':' or '@' or '%' or '?' or '&' or '=' or '+' or '#' or '~' or ',' or '\'' or '$';

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_' || (c >= '\u00AA' && char.IsLetterOrDigit(c));

    private static NameShape Shape(ReadOnlySpan<char> word, int dots)
    {
        if (dots > 0)
            return word.Length <= 2 ? NameShape.Initial : NameShape.Dotted;
        var (upper, lower, digits, other) = (0, 0, 0, 0);
        foreach (var c in word)
            if (char.IsUpper(c))
                upper++;
            else if (char.IsLower(c))
                lower++;
            else if (Characters.IsDigit(c))
                digits++;
            else if (c is not ('\'' or '\u2019'))
                other++;
        if (other > 0)
            return word.Contains('_') ? NameShape.Opaque : NameShape.Foreign;
        if (digits == word.Length)
            return digits switch { 1 => NameShape.Digit, 2 => NameShape.TwoDigits, 3 => NameShape.ThreeDigits, 4 => NameShape.FourDigits, _ => NameShape.Number };
        if (digits > 0)
            return NameShape.Alphanumeric;
        if (upper == 0)
            return NameShape.Lower;
        if (upper == 1 && char.IsUpper(word[0]))
            return word.Length == 1 ? NameShape.Initial : NameShape.Capitalised;
        return lower == 0 ? NameShape.Upper : NameShape.MixedCase;
    }
}
