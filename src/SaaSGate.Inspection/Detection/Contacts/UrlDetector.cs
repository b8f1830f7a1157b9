using System.Buffers;

namespace SaaSGate.Inspection.Detection.Contacts;

/// <summary>
/// Addresses of pages and services: with a scheme, with <c>www.</c>, and hosts alone, of which those without a path or a
/// word that says so stay guesses.
/// </summary>
internal sealed class UrlDetector() : SingleKindDetector("url", FindingTypes.Url, 10)
{
    private const int MaxScheme = 8;
    private const double Sure = 0.95, Local = 0.4, Namespace = 0.3;
    private static readonly SearchValues<char> Anchors = SearchValues.Create(":.");

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        found = default;
        for (var search = from; ;)
        {
            var anchor = text.Chars[search..].IndexOfAny(Anchors);
            if (anchor < 0)
            {
                settled = text.Final ? text.Length : OpenStart(text, from);
                return false;
            }
            anchor += search;
            search = anchor + 1;
            // Most points and colons stand in prose.
            if (search < text.Length && !(text.Chars[anchor] == ':' ? text.Chars[search] is '/' or '\\' : Characters.IsLetter(text.Chars[search])))
                continue;
            var start = HostName.LabelStart(text, anchor);
            if (start < from || start == anchor)
                continue;
            var isUrl = text.Chars[anchor] == ':' ? WithScheme(ref text, start, anchor, out found) : HostName.TryMatch(ref text, start, anchor, Kind, out found);
            if (text.Starved)
            {
                (found, settled) = (default, start);
                return false;
            }
            if (!isUrl)
                continue;
            settled = found.End;
            return true;
        }
    }

    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value) => value.ToString();

    /// <summary>A label at the end may turn out a scheme or a host.</summary>
    private static int OpenStart(TextView text, int from)
    {
        var start = HostName.LabelStart(text, text.Length);
        return start >= from ? start : text.Length;
    }

    private bool WithScheme(ref TextView text, int start, int colon, out DetectedValue found)
    {
        found = default;
        if (colon - start > MaxScheme || !IsScheme(text.Chars[start..colon]))
            return false;
        var at = colon + 1;
        for (var slashes = 0; slashes < 2; slashes++)
        {
            if (text.Peek(at) == '\\')
                at++;
            if (text.Peek(at++) != '/')
                return false;
        }
        var first = text.Peek(at);
        if (!HostName.IsLabel(first) && first != '[')
            return false;
        var end = HostName.End(ref text, at, out var points);
        var hasUser = text.Peek(end) == '@' || (text.Peek(end) == ':' && Characters.IsLetter(text.Peek(end + 1)));
        if (text.Starved)
            return false;
        var score = IsNamespace(text.Chars[at..end]) ? Namespace : points > 0 || first == '[' || hasUser ? Sure : Local;
        found = UrlTail.Instance.From(Kind, ref text, start, end, score);
        return true;
    }

    private static bool IsScheme(ReadOnlySpan<char> scheme) => scheme switch
    {
        [_, _] => Is(scheme, "ws"),
        [_, _, _] => Is(scheme, "ftp") || Is(scheme, "wss") || Is(scheme, "ssh") || Is(scheme, "git"),
        [_, _, _, _] => Is(scheme, "http") || Is(scheme, "hxxp") || Is(scheme, "sftp") || Is(scheme, "ftps") || Is(scheme, "ldap") || Is(scheme, "rtsp"),
        [_, _, _, _, _] => Is(scheme, "https") || Is(scheme, "hxxps") || Is(scheme, "ldaps"),
        _ => false,
    };

    private static bool Is(ReadOnlySpan<char> scheme, string name) => scheme.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>What XML and JSON schemas are named by leads nowhere.</summary>
    private static bool IsNamespace(ReadOnlySpan<char> host) => host is "www.w3.org" or "json-schema.org" or "schema.org" || host.StartsWith("schemas.", StringComparison.Ordinal);
}
