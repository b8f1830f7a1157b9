using System.Collections.Frozen;

namespace SaaSGate.Inspection.Detection.Contacts;

/// <summary>Names of hosts, and URLs that begin with one.</summary>
internal static class HostName
{
    private const int MaxLabel = 63, MaxHost = 200, ShortestHost = 6;
    private const double Www = 0.85, Path = 0.75, Named = 0.7, Alone = 0.4;

    private static readonly ContextWords Words = new("website", "web site", "site", "homepage", "url", "domain", "visit", "link", "host", "browse", "webpage", "web:", "blog");

    /// <summary>Ends of names that files and members of objects in programs seldom have too.</summary>
    private static readonly FrozenSet<string> TopLevels = FrozenSet.ToFrozenSet(
        [
            "com", "org", "net", "edu", "gov", "mil", "int", "info", "biz", "io", "ai", "app", "dev", "cloud", "online", "shop", "store", "site", "tech", "xyz", "me", "tv", "eu", "us", "ca", "mx",
            "br", "ar", "cl", "uk", "ie", "de", "at", "ch", "fr", "be", "nl", "lu", "es", "pt", "it", "gr", "dk", "se", "no", "fi", "is", "pl", "cz", "sk", "hu", "ro", "bg", "hr", "si", "rs",
            "ua", "ru", "tr", "il", "ae", "sa", "za", "ng", "ke", "eg", "in", "pk", "cn", "hk", "tw", "jp", "kr", "sg", "my", "th", "vn", "id", "ph", "au", "nz", "co", "ly",
        ], StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> TopLevelLookup = TopLevels.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool IsLabel(char c) => c == '-' || (c != '_' && Characters.IsWord(c));

    /// <summary>Where the label begins that ends at an index; the index itself where none does, or too long a one.</summary>
    public static int LabelStart(TextView text, int end)
    {
        var start = end;
        while (start > 0 && end - start <= MaxLabel && IsLabel(text.Chars[start - 1]))
            start--;
        start = Math.Min(end, Escapes.Behind(text, start));
        return end - start > MaxLabel || Characters.IsWordBefore(text, start) ? end : start;
    }

    /// <summary>Where labels and points end.</summary>
    public static int End(ref TextView text, int start, out int points)
    {
        points = 0;
        for (var at = start; ; at++)
        {
            if (at - start == MaxHost)
                return at;
            if (IsLabel(text.Peek(at)))
                continue;
            if (text.Peek(at) != '.' || !IsLabel(text.Peek(at + 1)))
                return at;
            points++;
        }
    }

    /// <summary>A URL that begins with its host, whose first label ends at <paramref name="point"/>.</summary>
    public static bool TryMatch(ref TextView text, int start, int point, ValueKind kind, out DetectedValue found)
    {
        found = default;
        if (text.Before(start) is '@' or '.' or '/' or '\\' or '$' or '#' || !Characters.IsLetter(text.Peek(point + 1)))
            return false;
        var end = End(ref text, start, out _);
        if (text.Starved || end - start == MaxHost || text.Peek(end) is '@' or '_' or '(' or '%')
            return false;
        var host = text.Chars[start..end].TrimEnd('-');
        end = start + host.Length;
        var top = host[(host.LastIndexOf('.') + 1)..];
        var isWww = host.StartsWith("www.", StringComparison.OrdinalIgnoreCase) && host[4..].Contains('.') && top.Length >= 2;
        if (!isWww && (host.Length < ShortestHost || !TopLevelLookup.Contains(top) || IsSentence(host, top)))
            return false;
        var next = text.Peek(end);
        var hasPath = next == '/' && text.Peek(end + 1) is var inPath && (IsLabel(inPath) || inPath is '@' or '~');
        var score = isWww ? Www : hasPath ? Path : Words.Precede(text, start) ? Named : Alone;
        if (text.Starved)
            return false;
        found = hasPath || next is '/' or '?' or '#' || (next == ':' && Characters.IsDigit(text.Peek(end + 1)))
            ? UrlTail.Instance.From(kind, ref text, start, end, score)
            : new DetectedValue(kind, start, end, score);
        return true;
    }

    /// <summary>Where the space behind a full stop is missing, a capital follows.</summary>
    private static bool IsSentence(ReadOnlySpan<char> host, ReadOnlySpan<char> top) => char.IsUpper(top[0]) && host.IndexOfAnyInRange('a', 'z') >= 0;
}
