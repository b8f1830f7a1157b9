using System.Numerics;

namespace SaaSGate.Inspection.Detection.Tenant;

/// <summary>
/// A dictionary of up to millions of entries in little more memory than their text: a hash table over one array of characters,
/// and a filter of hashed beginnings of 2, 4, 8… units. A walk along a text carries one hash from unit to unit; it ends where
/// no entry goes on, and sees at every length whether one ends. No text makes it slow: chains are short, and walks are no
/// longer than the longest entry.
/// </summary>
internal sealed class EntryTable
{
    /// <summary>Shortest and longest entry, in UTF-16 units.</summary>
    public const int MinLength = 2, MaxLength = Detector.LookAhead;

    /// <summary>Hash of nothing.</summary>
    public const ulong Start = 0x9E3779B97F4A7C15;

    private const ulong Multiplier = 0xD6E8FEB86659FD93;
    private readonly char[] _characters;
    private readonly int[] _offsets;
    private readonly int[] _slots;
    private readonly ulong[] _filter;
    private readonly ulong[] _firsts = new ulong[(char.MaxValue + 1) / 64];
    private readonly bool[] _lengths = new bool[MaxLength + 1];
    private readonly int _firstLevel;

    /// <param name="entries">Folded, each of <see cref="MinLength"/> to <see cref="MaxLength"/> units; one that stands twice is kept once.</param>
    public EntryTable(IReadOnlyCollection<string> entries)
    {
        _characters = new char[entries.Sum(entry => (long)entry.Length)];
        _offsets = new int[entries.Count + 1];
        _slots = new int[BitOperations.RoundUpToPowerOf2((uint)Math.Max(entries.Count * 2, 16))];
        _filter = new ulong[BitOperations.RoundUpToPowerOf2((uint)Math.Max(entries.Count / 2, 16))];
        Shortest = entries.Count == 0 ? MinLength : entries.Min(entry => entry.Length);
        Longest = entries.Count == 0 ? 0 : entries.Max(entry => entry.Length);
        _firstLevel = Shortest >= 4 ? 4 : 2;
        foreach (var entry in entries)
            Add(entry);
    }

    public int Shortest { get; }

    public int Longest { get; }

    /// <summary>Different entries.</summary>
    public int Count { get; private set; }

    /// <summary>Memory that it takes.</summary>
    public long Bytes => (_characters.LongLength * sizeof(char)) + ((_offsets.LongLength + _slots.LongLength) * sizeof(int)) + ((_filter.LongLength + _firsts.LongLength) * sizeof(ulong));

    /// <summary>Whether an entry begins with a folded unit.</summary>
    public bool MayBegin(char first) => (_firsts[first >> 6] & (1UL << (first & 63))) != 0;

    /// <summary>Takes a folded unit into a hash.</summary>
    public static ulong Next(ulong hash, char unit) => (hash + unit + 1) * Multiplier;

    /// <summary>False where no entry begins with the units so far. At most lengths nothing is looked up.</summary>
    public bool MayGoOn(ulong hash, int length)
    {
        if (!BitOperations.IsPow2(length) || length < _firstLevel)
            return true;
        var (word, bit) = Place(hash);
        return (_filter[word] & bit) != 0;
    }

    /// <summary>Whether an entry is exactly this.</summary>
    /// <param name="hash">Hash of the folded text.</param>
    /// <param name="text">The text, not folded.</param>
    /// <param name="folding">How entries were folded.</param>
    public bool Contains(ulong hash, ReadOnlySpan<char> text, Folding folding)
    {
        if (!_lengths[text.Length])
            return false;
        for (var slot = Slot(hash); _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
            if (IsEntry(_slots[slot] - 1, text, folding))
                return true;
        return false;
    }

    private void Add(string entry)
    {
        var hash = Start;
        for (var i = 0; i < entry.Length; i++)
        {
            hash = Next(hash, entry[i]);
            var (word, bit) = Place(hash);
            if (BitOperations.IsPow2(i + 1) && i + 1 >= _firstLevel)
                _filter[word] |= bit;
        }
        var slot = Slot(hash);
        for (; _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
            if (IsEntry(_slots[slot] - 1, entry, Folding.Exact))
                return;
        entry.CopyTo(_characters.AsSpan(_offsets[Count]));
        _offsets[Count + 1] = _offsets[Count] + entry.Length;
        _slots[slot] = ++Count;
        _lengths[entry.Length] = true;
        _firsts[entry[0] >> 6] |= 1UL << (entry[0] & 63);
    }

    private bool IsEntry(int index, ReadOnlySpan<char> text, Folding folding)
    {
        var entry = _characters.AsSpan(_offsets[index].._offsets[index + 1]);
        if (entry.Length != text.Length)
            return false;
        for (var i = 0; i < entry.Length; i++)
            if (entry[i] != folding[text[i]])
                return false;
        return true;
    }

    private int Slot(ulong hash) => (int)((hash >> 32) ^ (hash >> 11)) & (_slots.Length - 1);

    private (int Word, ulong Bit) Place(ulong hash) => ((int)((hash >> 29) ^ (hash >> 45)) & (_filter.Length - 1), 1UL << (int)(hash >> 58));
}
