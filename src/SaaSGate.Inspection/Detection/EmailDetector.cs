namespace SaaSGate.Inspection.Detection;

/// <summary>E-mail addresses: the local part is read back from the at sign, the domain forward.</summary>
internal sealed class EmailDetector : Detector
{
    private const int MaxLocal = 64, MaxDomain = LookAhead - MaxLocal - 1;

    public override string Name => "email";

    public override string Type => FindingTypes.Email;

    public override int Rank => 40;

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        found = default;
        for (var search = from; ;)
        {
            var at = text.Chars[search..].IndexOf('@');
            if (at < 0)
            {
                settled = text.Final ? text.Length : LocalStart(text, from, text.Length);
                return false;
            }
            at += search;
            search = at + 1;
            var start = LocalStart(text, from, at);
            if (start == at)
                continue;
            var end = DomainEnd(ref text, at + 1, out var endless);
            if (text.Starved)
            {
                settled = start;
                return false;
            }
            if (end < 0 || IsRepository(text, start, at, end))
                continue;
            settled = end;
            found = new DetectedValue(start, end, 1, endless ? Tail.Domain : null);
            return true;
        }
    }

    public override string Normalise(ReadOnlySpan<char> value) => value.ToString().ToLowerInvariant();

    /// <summary>Where an address whose at sign stands at <paramref name="at"/> begins; <paramref name="at"/> itself where none does.</summary>
    private static int LocalStart(TextView text, int from, int at)
    {
        var first = Math.Max(from, at - MaxLocal);
        var start = at;
        while (start > first && IsLocal(text.Chars[start - 1]))
            start--;
        while (start < at && !Characters.IsWord(text.Chars[start]))
            start++;
        return start;
    }

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
