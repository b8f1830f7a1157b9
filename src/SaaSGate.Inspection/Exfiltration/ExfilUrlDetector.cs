using System.Buffers;
using SaaSGate.Inspection.Detection;

namespace SaaSGate.Inspection.Exfiltration;

/// <summary>
/// Web addresses that carry data out: in long, random or readable values of the query, in the path or in the host's labels. An
/// image in Markdown is fetched as soon as it is shown, so it weighs more. What <see cref="UrlEvidence"/> says of the first
/// <see cref="Detector.LookAhead"/> units decides.
/// </summary>
internal sealed class ExfilUrlDetector() : SingleKindDetector("exfil-url", FindingTypes.ExfilUrl, 12)
{
    private const string Mark = "://", Plain = "http", Secure = "https";

    /// <summary>Score below which an address is an ordinary one.</summary>
    private const double Least = 0.3;

    private static readonly SearchValues<char> Ends = SearchValues.Create(" \t\r\n\u00A0\u3000\"'`<>(){}[]|\\^。，、）」\0");
    private static readonly RunTail Rest = new(Ends, except: true);

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        found = default;
        // An address that is an ordinary one is passed over whole: none begins inside it, wherever the text is cut.
        var floor = from;
        for (var search = from; ;)
        {
            var mark = text.Chars[search..].IndexOf(Mark);
            if (mark < 0)
            {
                settled = text.Final ? text.Length : Begun(text, floor);
                return false;
            }
            mark += search;
            search = mark + Mark.Length;
            var start = Scheme(text.Chars[floor..mark]) is > 0 and var length ? mark - length : -1;
            if (start < 0)
                continue;
            text.Feed();
            var end = End(ref text, search, start + LookAhead);
            if (text.Starved)
            {
                settled = start;
                return false;
            }
            var isLong = end == start + LookAhead;
            if (!isLong)
                end = start + text.Chars[start..end].TrimEnd(".,;:!?*_~").Length;
            var score = UrlEvidence.Score(text.Chars[search..end], IsImage(text, start));
            floor = search = end;
            if (score < Least)
                continue;
            settled = end;
            found = new DetectedValue(Kind, start, end, score, isLong ? Rest : null);
            return true;
        }
    }

    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value) => value.ToString();

    private static int Scheme(ReadOnlySpan<char> before) =>
        before.EndsWith(Secure, StringComparison.OrdinalIgnoreCase) ? Secure.Length : before.EndsWith(Plain, StringComparison.OrdinalIgnoreCase) ? Plain.Length : 0;

    /// <summary>Where the text ends in the beginning of a scheme; its end where it does not.</summary>
    private static int Begun(TextView text, int from)
    {
        for (var length = Math.Min(Secure.Length + Mark.Length - 1, text.Length - from); length > 0; length--)
        {
            var last = text.Chars[^length..];
            if ("https://".AsSpan().StartsWith(last, StringComparison.OrdinalIgnoreCase) || "http://".AsSpan().StartsWith(last, StringComparison.OrdinalIgnoreCase))
                return text.Length - length;
        }
        return text.Length;
    }

    private static int End(ref TextView text, int from, int limit)
    {
        var there = text.Chars[from..Math.Min(limit, text.Length)];
        var length = there.IndexOfAny(Ends);
        if (length >= 0)
            return from + length;
        if (text.Length < limit)
            text.Peek(text.Length);
        return from + there.Length;
    }

    /// <summary><c>![…](</c> before the address, or <c>src=</c>.</summary>
    private static bool IsImage(TextView text, int start)
    {
        var before = text.Chars[Math.Max(0, start - LookBehind)..start].TrimEnd("<\"'");
        if (before.EndsWith("src=", StringComparison.OrdinalIgnoreCase))
            return true;
        if (!before.EndsWith("]("))
            return false;
        var bracket = before[..^2].LastIndexOf('[');
        return bracket < 0 || (bracket > 0 && before[bracket - 1] == '!');
    }
}
