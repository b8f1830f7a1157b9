namespace SaaSGate.Inspection.Detection.Contacts;

/// <summary>E-mail addresses: the local part is read back from the at sign (<c>%40</c> in a URL), the domain forward.</summary>
internal sealed class EmailDetector() : SingleKindDetector("email", FindingTypes.Email, 40)
{
    private const int MaxLocal = 64, MaxDomain = LookAhead - MaxLocal - 1;

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        found = default;
        for (var search = from; ;)
        {
            var at = text.Chars[search..].IndexOfAny('@', '%');
            if (at < 0)
            {
                settled = text.Final ? text.Length : LocalStart(text, from, Math.Max(from, WholeLength(text)));
                return false;
            }
            at += search;
            search = at + 1;
            var sign = text.Chars[at] == '@' ? 1 : Escapes.Percent(text, at, text.Length) == '@' ? 3 : 0;
            if (sign == 0)
                continue;
            var start = LocalStart(text, from, at);
            if (start == at)
                continue;
            var end = DomainEnd(ref text, at + sign, out var endless);
            if (text.Starved)
            {
                settled = start;
                return false;
            }
            if (end < 0 || IsRepository(text, start, at, end))
                continue;
            settled = end;
            found = new DetectedValue(Kind, start, end, 1, endless ? Tail.Domain : null);
            return true;
        }
    }

    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value) =>
        (value.Contains('@') ? value.ToString() : Uri.UnescapeDataString(value)).ToLowerInvariant();

    /// <summary>Where an address whose at sign stands at <paramref name="at"/> begins; <paramref name="at"/> itself where none does.</summary>
    private static int LocalStart(TextView text, int from, int at)
    {
        var first = Math.Max(from, at - MaxLocal);
        var start = at;
        while (start > first && IsLocal(text.Chars[start - 1]) && !IsForeign(text, start - 1, at))
            start--;
        start = Math.Min(at, Escapes.Behind(text, start));
        while (start < at && !Characters.IsWord(text.Chars[start]))
        {
            var escaped = Escapes.Percent(text, start, at);
            if (escaped >= 0 && Escapes.IsWord(escaped))
                break;
            start += escaped >= 0 ? 3 : 1;
        }
        return start;
    }

    /// <summary>Units up to an escape that has not come whole yet: it may be an at sign.</summary>
    private static int WholeLength(TextView text) =>
        text.Before(text.Length) == '%' ? text.Length - 1 : text.Before(text.Length, 2) == '%' ? text.Length - 2 : text.Length;

    /// <summary>Whether an escape stands here for what no local part holds: <c>%20</c>, <c>%3A</c>.</summary>
    private static bool IsForeign(TextView text, int index, int at) =>
        Escapes.Percent(text, index, at) is >= 0 and var escaped && !Escapes.IsWord(escaped) && !IsLocal((char)escaped);

    private static int DomainEnd(ref TextView text, int start, out bool endless)
    {
        endless = false;
        var end = -1;
        for (var (label, limit) = (start, start + MaxDomain); ;)
        {
            var at = label;
            while (at < limit && IsDomain(text.Peek(at)))
                at++;
            if (at >= limit)
            {
                endless = true;
                return at;
            }
            if (text.Starved || at == label || text.Chars[label] == '-')
                return end;
            if (label > start && TopLevelEnd(text.Chars[label..at]) is >= 2 and var length)
                end = label + length;
            if (text.Peek(at) != '.')
                return end;
            label = at + 1;
        }
    }

    /// <summary>How much of a label can end a domain: its leading letters, or all of a punycode label.</summary>
    private static int TopLevelEnd(ReadOnlySpan<char> label)
    {
        if (label.StartsWith("xn--", StringComparison.OrdinalIgnoreCase))
            return label.TrimEnd('-').Length;
        var letters = 0;
        while (letters < label.Length && Characters.IsLetter(label[letters]))
            letters++;
        return letters;
    }

    /// <summary><c>git@github.com:owner/name</c> names a repository.</summary>
    private static bool IsRepository(TextView text, int start, int at, int end) =>
        text.Chars[start..at] is "git" && end < text.Length && text.Chars[end] == ':';

    private static bool IsLocal(char c) => Characters.IsWord(c) || c is '.' or '-' or '+' or '%' or '\'' or '\u2019';

    private static bool IsDomain(char c) => c == '-' || (c != '_' && Characters.IsWord(c));
}
