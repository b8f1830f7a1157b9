using System.Collections.Frozen;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SaaSGate.Inspection.Detection.Secrets;

/// <summary>
/// Finds where any of hundreds of heads may begin: at the first unit of a word, by its first four units. Vectors find the
/// words. Around what may be an escape or a colour, behind which a head may touch a letter, every unit is looked at.
/// </summary>
internal sealed class HeadSearch
{
    private const int Ascii = 128, EscapeReach = 14, Fold = 0x20, Slots = 1 << 14, Bits = 32, Stride = 64;

    private readonly FrozenDictionary<int, HeadFormat[]> _byFirstTwo;

    /// <summary>Of each first unit one format: those that share it may begin at the same places.</summary>
    private readonly HeadFormat?[] _firstUnits = new HeadFormat?[Ascii];
    private readonly bool[] _firstTwo = new bool[Ascii * Ascii];
    private readonly uint[] _firstThree = new uint[Slots / Bits], _firstFour = new uint[Slots / Bits], _short = new uint[Slots / Bits];
    private readonly int _longest;

    /// <param name="formats">Longer heads before shorter ones. They begin with letters, digits or dashes.</param>
    public HeadSearch(IReadOnlyList<HeadFormat> formats)
    {
        _byFirstTwo = formats.GroupBy(format => Pair(format.Head[0], format.Head[1])).ToFrozenDictionary(group => group.Key, group => group.ToArray());
        _longest = formats.Max(format => format.Head.Length);
        foreach (var format in formats)
        {
            _firstUnits[format.Head[0]] = format;
            _firstTwo[Pair(format.Head[0], format.Head[1])] = true;
            for (var third = '\0'; third < Ascii; third++)
                if (format.Head.Length == 2 ? char.IsAsciiLetterOrDigit(third) : third == format.Head[2])
                    AddStart(format.Head, third);
        }
    }

    /// <summary>The first index at or after another where units stand with which a head may begin; -1 where none does.</summary>
    public int Next(ReadOnlySpan<char> text, int from)
    {
        var units = MemoryMarshal.Cast<char, ushort>(text);
        var at = from;
        var unsure = text[Math.Max(0, from - EscapeReach)..from].IndexOfAny('\\', '%', '[') < 0 ? from : from + EscapeReach;
        var follows = at > 0 && char.IsAsciiLetterOrDigit(text[at - 1]) ? 1ul : 0;
        // Four vectors at a time: how many words are in one is anybody's guess, and each guess costs more than the look at a word.
        for (; at + Stride + 2 < text.Length; at += Stride)
        {
            var (words, dashes, marks) = (0ul, 0ul, Vector256<ushort>.Zero);
            for (var part = 0; part < Stride; part += Vector256<ushort>.Count)
            {
                var block = Vector256.Create(units[(at + part)..]);
                marks |= Vector256.LessThanOrEqual(block - Vector256.Create<ushort>('['), Vector256.Create<ushort>('\\' - '[')) | Vector256.Equals(block, Vector256.Create<ushort>('%'));
                words |= (ulong)Words(block) << part;
                dashes |= (ulong)Vector256.Equals(block, Vector256.Create<ushort>('-')).ExtractMostSignificantBits() << part;
            }
            if (marks != Vector256<ushort>.Zero)
                unsure = at + Stride + EscapeReach;
            var starts = (at < unsure ? words : words & ~((words << 1) | follows)) | dashes;
            follows = words >> (Stride - 1);
            for (; starts != 0; starts &= starts - 1)
            {
                var start = at + BitOperations.TrailingZeroCount(starts);
                if (MayBegin(text, start))
                    return start;
            }
        }
        for (; at + 1 < text.Length; at++)
            if (IsPair(text[at], text[at + 1]) && (at + 2 == text.Length || Has(_firstThree, Slot(text[at], text[at + 1], text[at + 2]))))
                return at;
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
            if (!IsPair(chars[at], chars[at + 1]))
                continue;
            foreach (var format in Formats(chars[at], chars[at + 1]))
                if (format.Head.Length > chars.Length - at && format.Head.AsSpan().StartsWith(chars[at..]))
                    return at;
        }
        return chars.Length;
    }

    /// <summary>A bit for each letter or digit.</summary>
    private static uint Words(Vector256<ushort> block)
    {
        var letters = Vector256.LessThanOrEqual((block | Vector256.Create<ushort>(Fold)) - Vector256.Create<ushort>('a'), Vector256.Create<ushort>(25));
        var digits = Vector256.LessThanOrEqual(block - Vector256.Create<ushort>('0'), Vector256.Create<ushort>(9));
        return (letters | digits).ExtractMostSignificantBits();
    }

    private static bool Has(uint[] set, int slot) => ((set[slot / Bits] >> slot) & 1) != 0;

    private static void Add(uint[] set, int slot) => set[slot / Bits] |= 1u << slot;

    private static int Further(int slot, char fourth) => (slot ^ (fourth * 1031)) & (Slots - 1);

    private static int Slot(char first, char second, char third) => ((first * 131) ^ (second * 8209) ^ (third * 523)) & (Slots - 1);

    private static int Pair(char first, char second) => (first * Ascii) + second;

    private bool IsPair(char first, char second) => first < Ascii && second < Ascii && _firstTwo[Pair(first, second)];

    /// <summary>Whether the first units of a head stand at an index behind which there are three more.</summary>
    private bool MayBegin(ReadOnlySpan<char> text, int at)
    {
        var slot = Slot(text[at], text[at + 1], text[at + 2]);
        return Has(_firstThree, slot) && (Has(_firstFour, Further(slot, text[at + 3])) || Has(_short, slot)) && IsPair(text[at], text[at + 1]);
    }

    private void AddStart(string head, char third)
    {
        var slot = Slot(head[0], head[1], third);
        Add(_firstThree, slot);
        if (head.Length > 3)
            Add(_firstFour, Further(slot, head[3]));
        else
            Add(_short, slot);
    }
}
