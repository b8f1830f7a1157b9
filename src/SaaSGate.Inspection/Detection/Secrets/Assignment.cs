namespace SaaSGate.Inspection.Detection.Secrets;

/// <summary>A name and what is assigned to it, as code, settings, command lines and people write it.</summary>
/// <param name="Start">First unit of the value.</param>
/// <param name="End">One past its last unit.</param>
/// <param name="Quoted">Whether it stands in quotes.</param>
/// <param name="Prose">Whether people wrote it: no sign of assignment stands between.</param>
internal readonly record struct Assignment(int Start, int End, bool Quoted, bool Prose)
{
    /// <summary>Most units from the word in the name to the value, and of the name before the word: together less than may be looked back.</summary>
    public const int Reach = 40, NameReach = 20;

    /// <summary>Most units of a value.</summary>
    public const int Longest = 200;

    private const string HtmlQuote = "&quot;", HtmlEnd = "&lt;";

    /// <summary>Reads what follows a name. Where text runs out, <paramref name="undecided"/> is where a value may begin.</summary>
    public static bool TryRead(ref TextView text, int word, int nameStart, int nameEnd, out Assignment assignment, out int undecided)
    {
        assignment = default;
        undecided = nameEnd;
        var at = nameEnd;
        var closed = SkipNameEnd(ref text, ref at);
        SkipBlanks(ref text, ref at);
        if (!SkipSign(ref text, ref at, nameStart, closed, out var needsQuote, out var prose) || text.Starved)
            return false;
        SkipBlanks(ref text, ref at);
        if (!prose && !needsQuote)
            SkipTypeName(ref text, ref at);
        var quote = SkipQuote(ref text, ref at);
        if (text.Starved || at - word > Reach || (needsQuote && quote == '\0'))
            return false;
        undecided = at;
        var end = quote == '\0' ? PlainEnd(ref text, at) : QuotedEnd(ref text, at, quote);
        assignment = new Assignment(at, end, quote != '\0', prose);
        return !text.Starved && end > at;
    }

    /// <summary>What closes a name: a quote, a bracket.</summary>
    private static bool SkipNameEnd(ref TextView text, ref int at)
    {
        var first = at;
        for (var i = 0; i < 3; i++)
            if (text.Peek(at) is '"' or '\'' or '`' or ']' or ')' || (text.Peek(at) == '\\' && text.Peek(at + 1) is '"' or '\\'))
                at++;
            else if (Stands(ref text, at, HtmlQuote))
                at += HtmlQuote.Length;
        return at > first;
    }

    private static void SkipBlanks(ref TextView text, ref int at)
    {
        for (var i = 0; i < 6; i++)
            if (text.Peek(at) is ' ' or '\t' or '\u00A0')
                at++;
            else if (text.Peek(at) == '\\' && text.Peek(at + 1) == 't')
                at += 2;
            else
                return;
    }

    private static bool SkipSign(ref TextView text, ref int at, int nameStart, bool closed, out bool needsQuote, out bool prose)
    {
        (needsQuote, prose) = (false, false);
        var before = text.Before(nameStart);
        switch (text.Peek(at))
        {
            case '=':
            case ':':
                for (var i = 0; i < 3 && text.Peek(at) is '=' or '>' or ':'; i++)
                    at++;
                return true;
            case '!' when text.Peek(at + 1) == '=':
            case '-' when text.Peek(at + 1) == '>':
                at += text.Peek(at + 2) == '=' ? 3 : 2;
                return true;
            case '%' when text.Peek(at + 1) == '3' && text.Peek(at + 2) is 'D' or 'd':
                at += 3;
                return true;
            case '>' when before == '<':
                at++;
                return true;
            case ',':
                at++;
                needsQuote = true;
                return closed || char.IsAsciiLetterUpper(text.Chars[nameStart]);
            case '"' or '\'' or '\\':
                needsQuote = true;
                return text.Before(at) is ' ' or '\t' or 't';
            case 'i' when text.Peek(at + 1) == 's' && text.Peek(at + 2) == ' ':
                at += 3;
                return prose = true;
            default:
                return text.Before(at) == ' ' && (before == '-' || text.Chars[nameStart] == '-');
        }
    }

    /// <summary>The type between a name and its value: <c>password: String = "…"</c>.</summary>
    private static void SkipTypeName(ref TextView text, ref int at)
    {
        var end = at;
        while (end - at < 10 && char.IsAsciiLetter(text.Peek(end)))
            end++;
        if (end == at || end - at == 10)
            return;
        SkipBlanks(ref text, ref end);
        if (text.Peek(end) != '=' || text.Peek(end + 1) == '=' || text.Before(end) != ' ')
            return;
        at = end + 1;
        SkipBlanks(ref text, ref at);
    }

    /// <summary>The quote that opens a value, after what may stand before it.</summary>
    private static char SkipQuote(ref TextView text, ref int at)
    {
        if (text.Peek(at) == '(')
            at++;
        if (text.Peek(at) is 'f' or 'b' or 'r' or 'u' or '@' && text.Peek(at + 1) is '"' or '\'')
            at++;
        if (Stands(ref text, at, HtmlQuote))
        {
            at += HtmlQuote.Length;
            return '&';
        }
        while (text.Peek(at) == '\\' && text.Peek(at + 1) is '"' or '\'' or '\\')
            at++;
        var quote = text.Peek(at);
        if (quote is not ('"' or '\'' or '`'))
            return '\0';
        for (var i = 0; i < 3 && text.Peek(at) == quote; i++)
            at++;
        return quote;
    }

    private static int QuotedEnd(ref TextView text, int start, char quote)
    {
        for (var at = start; at - start <= Longest; at++)
        {
            var c = text.Peek(at);
            if (quote == '&' ? Stands(ref text, at, HtmlQuote) || c is '<' or '>' : c == quote || c == '\\')
                return at;
            if (c is '\0' or '\n' or '\r')
                return at;
        }
        return start + Longest;
    }

    private static int PlainEnd(ref TextView text, int start)
    {
        var at = start;
        for (; at - start <= Longest; at++)
            if (text.Peek(at) is '\0' or ' ' or '\t' or '\n' or '\r' or ',' or ';' or '"' or '\'' or '`' or '<' or '>' or ')' or ']' or '}' or '|' or '\\' or '\u00A0'
                || Stands(ref text, at, HtmlEnd) || Stands(ref text, at, HtmlQuote) || IsNextParameter(ref text, at))
                break;
        while (at > start && text.Chars[at - 1] is '.' or ':' or '?')
            at--;
        return at;
    }

    /// <summary>The next part of a query: <c>&amp;name=</c>.</summary>
    private static bool IsNextParameter(ref TextView text, int at)
    {
        if (text.Peek(at) != '&')
            return false;
        var end = at + 1;
        while (end - at < 16 && (char.IsAsciiLetterOrDigit(text.Peek(end)) || text.Peek(end) is '_' or '-'))
            end++;
        return end > at + 1 && text.Peek(end) == '=';
    }

    private static bool Stands(ref TextView text, int at, string what)
    {
        for (var i = 0; i < what.Length; i++)
            if (text.Peek(at + i) != what[i])
                return false;
        return true;
    }
}
