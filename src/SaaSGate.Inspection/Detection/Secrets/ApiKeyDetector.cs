using SaaSGate.Inspection.Detection.Secrets.Formats;

namespace SaaSGate.Inspection.Detection.Secrets;

/// <summary>Keys and tokens that name their service in their first characters, JSON Web Tokens and private key blocks.</summary>
internal sealed class ApiKeyDetector : Detector
{
    private static readonly HeadSearch Search = new(SecretFormats.All);

    public override IReadOnlyList<ValueKind> Kinds { get; } = [.. SecretFormats.All.Select(format => format.Kind).Distinct()];

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        for (var at = from; ; at++)
        {
            at = Search.Next(text.Chars, at);
            if (at < 0)
            {
                (found, settled) = (default, text.Final ? text.Length : Search.Unfinished(text, from));
                return false;
            }
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

    private static bool TryRead(ref TextView text, int at, out DetectedValue found)
    {
        foreach (var format in Search.Formats(text.Chars[at], text.Chars[at + 1]))
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
