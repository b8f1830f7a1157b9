using System.Buffers;

namespace SaaSGate.Inspection.Detection;

/// <summary>
/// How a value goes on that is longer than the look-ahead: it became a label at its head, and is swallowed unit by unit to
/// its end.
/// </summary>
internal abstract class Tail
{
    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Letters and digits.</summary>
    public static readonly Tail Letters = new RunTail(Alphanumeric);

    /// <summary>Base64 in its URL-safe alphabet.</summary>
    public static readonly Tail Key = new RunTail(Alphanumeric + "-_");

    /// <summary>A JSON Web Token: URL-safe base64 in parts joined by dots. A dot at the end closes the sentence.</summary>
    public static readonly Tail Token = new RunTail(Alphanumeric + "-_", joint: '.');

    /// <summary>Base64 in its plain alphabet.</summary>
    public static readonly Tail Base64Run = new RunTail(Alphanumeric + "+/=");

    /// <summary>What keys are made of, whatever their alphabet.</summary>
    public static readonly Tail AnyKey = new RunTail(Alphanumeric + "-_+/=%~", joint: '.');

    /// <summary>Labels of a domain.</summary>
    public static readonly Tail Domain = new RunTail(Alphanumeric + "-", joint: '.');

    /// <summary>The body of a private key block.</summary>
    public static readonly Tail PrivateKey = new PrivateKeyTail();

    /// <summary>Goes on from <paramref name="from"/>.</summary>
    /// <param name="text">What is there.</param>
    /// <param name="from">The first unit not yet swallowed.</param>
    /// <param name="final">Whether the text ends where <paramref name="text"/> ends.</param>
    /// <param name="state">The tail's own; 0 where a value begins.</param>
    /// <param name="ended">True when the value ends at the index returned.</param>
    /// <returns>One past the last unit that surely belongs to the value.</returns>
    public abstract int Follow(ReadOnlySpan<char> text, int from, bool final, ref int state, out bool ended);

    /// <summary>
    /// Makes a value of a recognised head: follows it to its end, or to the look-ahead where it is longer. Runs the view dry
    /// where neither is in sight.
    /// </summary>
    public DetectedValue From(ValueKind kind, ref TextView text, int start, int from, double score)
    {
        var limit = Math.Min(start + Detector.LookAhead, text.Length);
        var state = 0;
        // A text that ends just where the look-ahead does must read like one that goes on: a stream cannot tell them apart yet.
        var end = Follow(text.Chars[..limit], from, text.Final && limit < start + Detector.LookAhead, ref state, out var ended);
        if (ended)
            return new DetectedValue(kind, start, end, score);
        if (limit < start + Detector.LookAhead)
            text.Peek(text.Length);
        return new DetectedValue(kind, start, end, score, this, state);
    }

    private sealed class RunTail(string alphabet, char joint = '\0') : Tail
    {
        private readonly SearchValues<char> _alphabet = SearchValues.Create(alphabet);

        public override int Follow(ReadOnlySpan<char> text, int from, bool final, ref int state, out bool ended)
        {
            for (var at = from; ; at++)
            {
                var run = text[at..].IndexOfAnyExcept(_alphabet);
                at = run < 0 ? text.Length : at + run;
                if (at == text.Length)
                {
                    ended = final;
                    return at;
                }
                var joined = at + 1 < text.Length ? _alphabet.Contains(text[at + 1]) : !final;
                if (joint == '\0' || text[at] != joint || !joined)
                {
                    ended = true;
                    return at;
                }
                if (at + 1 == text.Length)
                {
                    ended = false;
                    return at;
                }
            }
        }
    }
}
