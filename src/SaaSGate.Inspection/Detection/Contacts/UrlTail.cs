using System.Buffers;

namespace SaaSGate.Inspection.Detection.Contacts;

/// <summary>
/// The rest of a URL behind its host. Marks that also close a sentence belong to it where it goes on behind them; a closing
/// bracket where it was opened inside. The state counts open round brackets, and from <see cref="Square"/> on square ones.
/// </summary>
internal sealed class UrlTail : Tail
{
    private const int MaxMarks = 8, Square = 1 << 8, Most = 255;

    private static readonly SearchValues<char> Solid = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~/%=&+#$@");

    public static UrlTail Instance { get; } = new();

    public override int Follow(ReadOnlySpan<char> text, int from, bool final, ref int state, out bool ended)
    {
        for (var at = from; ;)
        {
            var run = text[at..].IndexOfAnyExcept(Solid);
            at = run < 0 ? text.Length : at + run;
            if (at == text.Length)
            {
                ended = final;
                return at;
            }
            if (Characters.IsWord(text[at]) || Closes(text[at], ref state))
            {
                at++;
                continue;
            }
            if (text[at] == '\\')
            {
                // JSON inside JSON may have its slashes escaped.
                if (at + 1 < text.Length && text[at + 1] == '/')
                {
                    at += 2;
                    continue;
                }
                ended = final || at + 1 < text.Length;
                return at;
            }
            var (end, inner) = (at, state);
            while (end < text.Length && end - at < MaxMarks && IsMark(text[end]))
                Opens(text[end++], ref inner);
            if (end == text.Length && end - at < MaxMarks)
            {
                ended = final;
                return at;
            }
            if (end == text.Length || end - at == MaxMarks || !(Solid.Contains(text[end]) || Characters.IsWord(text[end])))
            {
                ended = true;
                return at;
            }
            (at, state) = (end, inner);
        }
    }

    private static bool IsMark(char c) => c is '.' or ',' or ':' or ';' or '!' or '?' or '*' or '(' or '[';

    private static void Opens(char c, ref int state)
    {
        if (c == '(' && state % Square < Most)
            state++;
        else if (c == '[' && state / Square < Most)
            state += Square;
    }

    private static bool Closes(char c, ref int state)
    {
        if (c == ')' && state % Square > 0)
            state--;
        else if (c == ']' && state / Square > 0)
            state -= Square;
        else
            return false;
        return true;
    }
}
