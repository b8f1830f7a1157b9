using System.Buffers;

namespace SaaSGate.Inspection.Detection.Secrets;

/// <summary>Keys and tokens that name their service in their first characters, JSON Web Tokens and private key blocks.</summary>
internal sealed class ApiKeyDetector : Detector
{
    private static readonly KeyFormat[] Formats = KeyFormat.All;
    private static readonly SearchValues<string> Heads = SearchValues.Create([.. Formats.Select(format => format.Head)], StringComparison.Ordinal);
    private static readonly SearchValues<char> FirstUnits = SearchValues.Create([.. Formats.Select(format => format.Head[0]).Distinct()]);
    private static readonly int LongestHead = Formats.Max(format => format.Head.Length);

    public override IReadOnlyList<ValueKind> Kinds => [KeyFormat.Kind];

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        for (var at = from; ; at++)
        {
            var next = text.Chars[at..].IndexOfAny(Heads);
            if (next < 0)
            {
                (found, settled) = (default, text.Final ? text.Length : Unfinished(text, from));
                return false;
            }
            at += next;
            if (TryRead(ref text, at, out found))
            {
                settled = found.End;
                return true;
            }
            if (text.Starved)
            {
                settled = at;
                return false;
            }
        }
    }

    /// <summary>Of a value longer than the look-ahead, the head that was recognised.</summary>
    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value) => value.ToString();

    /// <summary>Where a head may have begun of which the rest has not come yet.</summary>
    private static int Unfinished(TextView text, int from)
    {
        for (var at = Math.Max(from, text.Length - LongestHead + 1); at < text.Length; at++)
        {
            var next = text.Chars[at..].IndexOfAny(FirstUnits);
            if (next < 0)
                break;
            at += next;
            foreach (var format in Formats)
                if (format.Head.AsSpan().StartsWith(text.Chars[at..]) && format.MayBeginAt(text, at))
                    return at;
        }
        return text.Length;
    }

    private static bool TryRead(ref TextView text, int at, out DetectedValue found)
    {
        foreach (var format in Formats)
            if (text.Chars[at..].StartsWith(format.Head) && format.MayBeginAt(text, at))
            {
                if (format.TryRead(ref text, at, out found))
                    return !text.Starved;
                if (text.Starved)
                    return false;
            }
            else if (!text.Final && format.Head.AsSpan().StartsWith(text.Chars[at..]))
            {
                // A longer head of another format may be what stands here.
                text.Peek(text.Length);
                break;
            }
        found = default;
        return false;
    }
}
