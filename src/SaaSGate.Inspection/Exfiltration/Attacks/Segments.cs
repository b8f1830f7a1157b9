using System.Buffers;

namespace SaaSGate.Inspection.Exfiltration.Attacks;

/// <summary>Walks over sentences and lines of a content: short ones go with the next, long ones are cut.</summary>
internal ref struct Segments(ReadOnlySpan<char> text)
{
    /// <summary>Units below which a sentence says nothing by itself.</summary>
    public const int Shortest = 16;

    /// <summary>Units of the longest segment.</summary>
    public const int Longest = 600;

    private static readonly SearchValues<char> Ends = SearchValues.Create(".?!\n。？！");
    private readonly ReadOnlySpan<char> _text = text;

    /// <summary>Where the segment stands.</summary>
    public (int Start, int End) Current { get; private set; }

    public readonly Segments GetEnumerator() => this;

    public bool MoveNext()
    {
        var start = Current.End;
        while (start < _text.Length && char.IsWhiteSpace(_text[start]))
            start++;
        if (start >= _text.Length)
            return false;
        Current = (start, start + _text[start..End(start)].TrimEnd().Length);
        return true;
    }

    private readonly int End(int start)
    {
        var limit = Math.Min(_text.Length, start + Longest);
        for (var at = start; at < limit;)
        {
            var length = _text[at..limit].IndexOfAny(Ends);
            if (length < 0)
                break;
            at += length + 1;
            if (at - start >= Shortest && (_text[at - 1] is not ('.' or '?' or '!') || at == _text.Length || char.IsWhiteSpace(_text[at])))
                return at;
        }
        if (limit == _text.Length)
            return limit;
        var blank = _text[start..limit].LastIndexOf(' ');
        return blank > Shortest ? start + blank : limit;
    }
}
