using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SaaSGate.Inspection.Detection;

/// <summary>Finds digits that are not few: most numbers of prose are shorter than any value, and vectors step over them.</summary>
internal static class DigitRuns
{
    private const int Block = 16;

    /// <summary>The first index at or after another where so many digits stand, or where those begin in which the text ends; -1 where none do.</summary>
    /// <param name="text">What is searched.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="least">Digits in a row, up to <c>16</c>.</param>
    public static int Next(ReadOnlySpan<char> text, int from, int least)
    {
        var units = MemoryMarshal.Cast<char, ushort>(text);
        var at = from;
        if (at + (2 * Block) <= text.Length)
        {
            for (var digits = Digits(units[at..]); at + (2 * Block) <= text.Length; at += Block)
            {
                var next = Digits(units[(at + Block)..]);
                if (digits != 0)
                {
                    var both = digits | (next << Block);
                    var starts = digits;
                    for (var i = 1; i < least; i++)
                        starts &= both >> i;
                    if (starts != 0)
                        return at + BitOperations.TrailingZeroCount(starts);
                }
                digits = next;
            }
        }
        for (; at < text.Length; at++)
        {
            var first = at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
                at++;
            if (at > first && (at - first >= least || at == text.Length))
                return first;
        }
        return -1;
    }

    private static uint Digits(ReadOnlySpan<ushort> units) =>
        Vector256.LessThanOrEqual(Vector256.Create(units) - Vector256.Create<ushort>('0'), Vector256.Create<ushort>(9)).ExtractMostSignificantBits();
}
