namespace SaaSGate.Inspection.Detection.Tenant;

/// <summary>
/// Finds the entries of a tenant's list: at each place the longest one. A space in an entry stands for any white space. With
/// whole words, no letter or digit may go on where an entry begins or ends with one; behind an entry of 256 units nobody looks.
/// </summary>
internal sealed class DictionaryDetector : SingleKindDetector
{
    private readonly EntryTable _entries;
    private readonly Folding _folding;
    private readonly bool _wholeWords;

    /// <param name="name">Its name in findings.</param>
    /// <param name="type">The type of what it finds.</param>
    /// <param name="entries">Each of <see cref="EntryTable.MinLength"/> to <see cref="EntryTable.MaxLength"/> units, without half surrogate pairs.</param>
    /// <param name="wholeWords">Whether an entry inside of a word counts for nothing.</param>
    /// <param name="matchCase">Whether small and capital letters differ.</param>
    public DictionaryDetector(string name, string type, IReadOnlyCollection<string> entries, bool wholeWords = true, bool matchCase = false)
        : base(name, type, OwnRank)
    {
        (_wholeWords, _folding) = (wholeWords, matchCase ? Folding.Exact : Folding.IgnoringCase);
        _entries = new EntryTable([.. entries.Select(entry => _folding.Apply(entry))]);
    }

    public override int ShortestValue => _entries.Shortest;

    public override int ShortestWord => _entries.Shortest;

    /// <summary>Memory that its entries take.</summary>
    public long Bytes => _entries.Bytes;

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        found = default;
        for (var at = from; at < text.Length; at++)
        {
            var first = text.Chars[at];
            if (!_entries.MayBegin(_folding[first]) || (_wholeWords && Characters.IsWord(first) && Characters.IsWordBefore(text, at)))
                continue;
            var end = LongestEnd(ref text, at);
            if (text.Starved)
            {
                settled = at;
                return false;
            }
            if (end < 0)
                continue;
            (found, settled) = (new DetectedValue(Kind, at, end, 1), end);
            return true;
        }
        settled = Math.Max(from, text.Length);
        return false;
    }

    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value) => _folding.Apply(value);

    /// <summary>One past the longest entry that begins here; -1 where none does.</summary>
    private int LongestEnd(ref TextView text, int start)
    {
        var (end, hash) = (-1, EntryTable.Start);
        for (var length = 1; length <= _entries.Longest; length++)
        {
            var unit = text.Peek(start + length - 1);
            if (start + length > text.Length)
                return end;
            hash = EntryTable.Next(hash, _folding[unit]);
            if (!_entries.MayGoOn(hash, length))
                return end;
            if (_entries.Contains(hash, text.Chars.Slice(start, length), _folding) && IsEnd(ref text, start, start + length))
                end = start + length;
        }
        return end;
    }

    private bool IsEnd(ref TextView text, int start, int end) =>
        !_wholeWords || end - start == EntryTable.MaxLength || !Characters.IsWord(text.Chars[end - 1]) || !Characters.IsWord(text.Peek(end));
}
