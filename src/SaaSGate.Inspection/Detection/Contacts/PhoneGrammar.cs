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

    /// <summary>A word behind a number that ends its line or clause says what the number is: <c>61 51 81 office</c>, <c>21 4896 (mobile)</c>.</summary>
    public static bool NamedBehind(ref TextView text, int end)
    {
        var at = end;
        if (Characters.IsSpace(text.Peek(at)))
            at++;
        if (text.Peek(at) == '(')
            at++;
        if (at == end)
            return false;
        foreach (var name in (ReadOnlySpan<string>)["office", "fax", "mobile", "cell", "phone", "tel", "landline", "direct"])
        {
            var matched = 0;
            while (matched < name.Length && char.ToLowerInvariant(text.Peek(at + matched)) == name[matched])
                matched++;
            if (matched == name.Length)
                return text.Peek(at + matched) is '\n' or '\r' or '\\' or ',' or ';' or '.' or ')' or '|' or '\0';
            if (text.Starved)
                return false;
        }
        return false;
    }
}
