using System.Buffers;

namespace SaaSGate.Inspection.Detection;

/// <summary>
/// Follows a private key block to its END line. Where that is missing the key ends with the last word that can be base64.
/// Line ends may be real or written as \n, as in JSON that was quoted into a string.
/// </summary>
internal sealed class PrivateKeyTail : Tail
{
    private const int Body = 0, Dashes = 5, EndLine = 6, Closing = 10;
    private static readonly SearchValues<char> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=");

    public override int Follow(ReadOnlySpan<char> text, int from, bool final, ref int state, out bool ended)
    {
        var certain = from;
        for (var at = from; at < text.Length; at++)
        {
            var c = text[at];
            if (state == Body && c != '-')
            {
                if (!Base64.Contains(c) && !IsBreak(text, at, final, out var undecided))
                {
                    ended = !undecided;
                    return certain;
                }
            }
            else if (state < Dashes)
            {
                if (c != '-')
                {
                    ended = true;
                    return certain;
                }
                state++;
            }
            else if (state == Dashes)
            {
                if (c == '-')
                    state = EndLine;
                else if (c is '\n' or '\r')
                {
                    ended = true;
                    return certain;
                }
            }
            else if (c != '-')
            {
                ended = true;
                return certain;
            }
            else if (++state == Closing)
            {
                ended = true;
                return at + 1;
            }
            certain = at + 1;
        }
        ended = final;
        return certain;
    }

    private static bool IsBreak(ReadOnlySpan<char> text, int at, bool final, out bool undecided)
    {
        undecided = false;
        if (text[at] is ' ' or '\t' or '\n' or '\r')
            return true;
        if (text[at] != '\\')
            return false;
        undecided = at + 1 == text.Length && !final;
        return at + 1 < text.Length && text[at + 1] is 'n' or 'r' or 't';
    }
}
