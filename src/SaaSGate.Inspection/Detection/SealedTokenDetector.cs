using System.Buffers;
using SaaSGate.Inspection.Masking;

namespace SaaSGate.Inspection.Detection;

/// <summary>
/// Sealed tokens that Claude repeats in an answer: those of this skill were opened before it saw them, so what it knows is one
/// that did not open. Ranked below everything, so that nobody hides a value by writing it as a token.
/// </summary>
internal sealed class SealedTokenDetector() : SingleKindDetector("sealed-token", FindingTypes.SealedToken, -1)
{
    /// <summary>Letters of the longest type.</summary>
    public const int LongestType = 32;

    private static readonly SearchValues<char> TypeUnits = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    private static readonly Tail Content = new TokenTail();

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        found = default;
        for (var at = from; ; at++)
        {
            var next = text.Chars[at..].IndexOf(Sealer.Mark, StringComparison.Ordinal);
            if (next < 0)
            {
                settled = text.Final ? text.Length : Unfinished(text.Chars, from);
                return false;
            }
            at += next;
            var start = Open(text.Chars, from, at);
            if (start < 0)
                continue;
            found = Content.From(Kind, ref text, start, at + Sealer.Mark.Length, 1);
            if (text.Starved)
            {
                settled = start;
                return false;
            }
            if (found.Tail is null && (text.Chars[found.End - 1] != ']' || found.End - at == Sealer.Mark.Length + 1))
                continue;
            settled = found.End;
            return true;
        }
    }

    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value) => value.ToString();

    /// <summary>The bracket before a type that ends at an index; -1 where there is none.</summary>
    private static int Open(ReadOnlySpan<char> text, int from, int end)
    {
        var least = Math.Max(from, end - LongestType - 1);
        var before = text[least..end].LastIndexOfAnyExcept(TypeUnits);
        return before >= 0 && text[least + before] == '[' ? least + before : -1;
    }

    /// <summary>The bracket behind which a type stands, or a type and some of the mark; the text's length where there is none.</summary>
    private static int Unfinished(ReadOnlySpan<char> text, int from)
    {
        var end = text.Length;
        for (var marked = Sealer.Mark.Length - 1; marked > 0; marked--)
            if (text.Length - marked >= from && text.EndsWith(Sealer.Mark.AsSpan(0, marked)))
            {
                end -= marked;
                break;
            }
        return Open(text, from, end) is >= 0 and var start ? start : text.Length;
    }

    /// <summary>The rest of a token, with the bracket that closes it.</summary>
    private sealed class TokenTail : Tail
    {
        public override int Follow(ReadOnlySpan<char> text, int from, bool final, ref int state, out bool ended)
        {
            var end = Key.Follow(text, from, final, ref state, out ended);
            return ended && end < text.Length && text[end] == ']' ? end + 1 : end;
        }
    }
}
