namespace SaaSGate.Inspection.Policies.Matching;

/// <summary>Sets of rules by their place in a table: a bit each.</summary>
internal static class RuleBits
{
    /// <summary>Words that so many rules take.</summary>
    public static int Words(int rules) => (rules + 63) / 64;

    public static void Add(Span<ulong> bits, int rule) => bits[rule / 64] |= 1UL << (rule % 64);

    public static void Remove(Span<ulong> bits, int rule) => bits[rule / 64] &= ~(1UL << (rule % 64));

    public static bool Contains(ReadOnlySpan<ulong> bits, int rule) => (bits[rule / 64] & (1UL << (rule % 64))) != 0;

    /// <summary>Adds all of one set to another.</summary>
    public static void Union(Span<ulong> bits, ReadOnlySpan<ulong> other)
    {
        for (var i = 0; i < bits.Length; i++)
            bits[i] |= other[i];
    }

    public static bool IsEmpty(ReadOnlySpan<ulong> bits) => !bits.ContainsAnyExcept(0UL);
}
