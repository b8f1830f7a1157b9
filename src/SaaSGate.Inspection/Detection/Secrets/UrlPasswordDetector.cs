using System.Buffers;

namespace SaaSGate.Inspection.Detection.Secrets;

/// <summary>
/// Passwords in addresses, <c>https://user:password@host</c>, and in what curl is told, <c>-u user:password</c>. Where the
/// user's name is itself a key, both.
/// </summary>
internal sealed class UrlPasswordDetector() : SingleKindDetector("url-password", FindingTypes.Password, 48)
{
    private const int LongestUser = 44, LongestPassword = 120, Reach = LongestUser + 8, LeastKey = 8;
    private static readonly SearchValues<string> Heads = SearchValues.Create(["://", " -u ", "--user "], StringComparison.Ordinal);

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        found = default;
        for (var at = Math.Max(0, from - Reach); ; at++)
        {
            var next = text.Chars[at..].IndexOfAny(Heads);
            if (next < 0)
            {
                settled = text.Length;
                return false;
            }
            at += next;
            var isUrl = text.Chars[at] == ':';
            var user = at + (isUrl ? 3 : text.Chars[at] == ' ' ? 4 : 7);
            if ((isUrl ? TryReadUrl(ref text, user, out found) : TryReadCurl(ref text, user, out found)) && !text.Starved && found.Start >= from)
            {
                settled = found.End;
                return true;
            }
            if (text.Starved)
            {
                settled = Math.Max(from, user);
                return false;
            }
        }
    }

    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value) => value.ToString();

    private bool TryReadUrl(ref TextView text, int user, out DetectedValue found)
    {
        found = default;
        var colon = user;
        while (colon - user <= LongestUser && IsUserUnit(text.Peek(colon)))
            colon++;
        if (colon - user > LongestUser || text.Peek(colon) != ':')
            return false;
        var end = colon + 1;
        while (end - colon <= LongestPassword && text.Peek(end) is not ('@' or '/' or '?' or '#' or ' ' or '"' or '\'' or '<' or '>' or '\n' or '\r' or '\\' or '\0' or '`' or ')'))
            end++;
        if (end - colon <= 1 || text.Peek(end) != '@' || !char.IsAsciiLetterOrDigit(text.Peek(end + 1)) || text.Starved)
            return false;
        return IsPassword(text.Chars[(colon + 1)..end]) && Make(text, user, colon, end, out found);
    }

    private bool TryReadCurl(ref TextView text, int user, out DetectedValue found)
    {
        found = default;
        if (text.Peek(user) is '"' or '\'')
            user++;
        var colon = user;
        while (colon - user <= LongestUser && (IsUserUnit(text.Peek(colon)) || text.Peek(colon) == '@'))
            colon++;
        if (colon == user || text.Peek(colon) != ':')
            return false;
        var end = colon + 1;
        while (end - colon <= LongestPassword && text.Peek(end) is not (' ' or '"' or '\'' or '\n' or '\r' or '\\' or '\0' or '`' or ')'))
            end++;
        if (end - colon <= 1 || text.Starved)
            return false;
        return IsPassword(text.Chars[(colon + 1)..end]) && Make(text, user, colon, end, out found);
    }

    private bool Make(TextView text, int user, int colon, int end, out DetectedValue found)
    {
        var name = text.Chars[user..colon];
        var start = name.Length >= LeastKey && KeyChecks.OneCaseHex(name) > 0 ? user : colon + 1;
        found = new DetectedValue(Kind, start, end, 0.9);
        return true;
    }

    /// <summary>Not a variable, and not a gap to fill.</summary>
    private static bool IsPassword(ReadOnlySpan<char> value) => value[0] is not ('$' or '{' or '<' or '%' or '*' or '[' or '.') && !Example.Reads(value) && value.ContainsAnyExcept("*.xX") && !value.Contains('{');

    private static bool IsUserUnit(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '+' or '%' or '~' or '!' or '=';
}
