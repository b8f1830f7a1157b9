using System.Buffers;
using System.Collections.Frozen;
using System.Runtime.CompilerServices;

namespace SaaSGate.Inspection.Detection.Secrets;

/// <summary>
/// Finds where any of many heads begins. They are searched for in groups of the size that is still compared with vectors, each
/// over a block of text, so that a head that stands often does not make the others be searched for again.
/// </summary>
internal sealed class HeadSearch
{
    private const int Block = 4096, MostInGroup = 80, MostGroups = 8, Ascii = 128;

    private readonly SearchValues<string>[] _groups;
    private readonly FrozenDictionary<int, HeadFormat[]> _byFirstTwo;

    /// <summary>Of each first unit one format: those that share it may begin at the same places.</summary>
    private readonly HeadFormat?[] _firstUnits = new HeadFormat?[Ascii];
    private readonly bool[] _firstTwo = new bool[Ascii * Ascii];
    private readonly int _longest;

    /// <param name="formats">Longer heads before shorter ones.</param>
    public HeadSearch(IReadOnlyList<HeadFormat> formats)
    {
        var heads = formats.Select(format => format.Head).Distinct(StringComparer.Ordinal).OrderBy(head => head.Length > 2).ThenBy(head => head, StringComparer.Ordinal).ToArray();
        // What begins with a head is found with it.
        var needed = heads.Where(head => !heads.Any(other => other.Length < head.Length && head.StartsWith(other, StringComparison.Ordinal))).ToArray();
        string[][] groups = [.. needed.Where(head => head.Length > 2).Chunk(MostInGroup), [.. needed.Where(head => head.Length == 2)]];
        _groups = [.. groups.Where(group => group.Length > 0).Select(group => SearchValues.Create(group, StringComparison.Ordinal))];
        _byFirstTwo = formats.GroupBy(format => Pair(format.Head[0], format.Head[1])).ToFrozenDictionary(group => group.Key, group => group.ToArray());
        _longest = heads.Max(head => head.Length);
        foreach (var format in formats)
        {
            _firstUnits[format.Head[0]] = format;
            _firstTwo[Pair(format.Head[0], format.Head[1])] = true;
        }
    }

    /// <summary>Where a search stands: of each group, the next head in the block.</summary>
    public ref struct Position
    {
        internal Nexts Next;
        internal int BlockEnd;
    }

    [InlineArray(MostGroups)]
    internal struct Nexts
    {
        private int _first;
    }

    /// <summary>The first index at or after another where a head begins; -1 where none does.</summary>
    public int Next(ReadOnlySpan<char> text, int from, scoped ref Position position)
    {
        while (from < text.Length)
        {
            var first = int.MaxValue;
            var isNew = from >= position.BlockEnd;
            var begin = from;
            if (isNew)
                position.BlockEnd = Math.Min(text.Length, from + Block);
            var end = Math.Min(text.Length, position.BlockEnd + _longest);
            for (var i = 0; i < _groups.Length; i++)
            {
                if (isNew || position.Next[i] < begin)
                {
                    var next = text[begin..end].IndexOfAny(_groups[i]);
                    position.Next[i] = next < 0 ? int.MaxValue : begin + next;
                }
                first = Math.Min(first, position.Next[i]);
            }
            if (first < position.BlockEnd)
                return first;
            from = position.BlockEnd;
        }
        return -1;
    }

    /// <summary>Formats of which the heads begin with two units, longer heads first.</summary>
    public ReadOnlySpan<HeadFormat> Formats(char first, char second) => _byFirstTwo.TryGetValue(Pair(first, second), out var formats) ? formats : [];

    /// <summary>Where a head may have begun of which the rest has not come yet; the text's length where none has.</summary>
    public int Unfinished(TextView text, int from)
    {
        var chars = text.Chars;
        for (var at = Math.Max(from, chars.Length - _longest + 1); at < chars.Length; at++)
        {
            if (chars[at] >= Ascii || _firstUnits[chars[at]] is not { } any || !any.MayBeginAt(text, at))
                continue;
            if (at + 1 == chars.Length)
                return at;
            if (chars[at + 1] >= Ascii || !_firstTwo[Pair(chars[at], chars[at + 1])])
                continue;
            foreach (var format in Formats(chars[at], chars[at + 1]))
                if (format.Head.Length > chars.Length - at && format.Head.AsSpan().StartsWith(chars[at..]))
                    return at;
        }
        return chars.Length;
    }

    private static int Pair(char first, char second) => (first * Ascii) + second;
}
