using System.Runtime.CompilerServices;

namespace SaaSGate.Inspection.Detection;

/// <summary>A number as people write it: groups of digits with marks between them.</summary>
internal ref struct DigitGroups
{
    /// <summary>Most groups that are read.</summary>
    public const int MaxGroups = 12;

    private GroupEnds _ends;
    private GroupSizes _sizes;

    /// <summary>Number of groups.</summary>
    public int Count { get; private set; }

    /// <summary>Digits of all groups.</summary>
    public int Digits { get; private set; }

    /// <summary>One past the last digit of a group.</summary>
    public readonly int End(int group) => _ends[group];

    /// <summary>Digits in a group.</summary>
    public readonly int Size(int group) => _sizes[group];

    /// <summary>Reads groups from a digit on, until another mark stands between, or more than <paramref name="maxDigits"/> were read.</summary>
    public static DigitGroups Read(ref TextView text, int start, int maxDigits, SeparatorRule separators)
    {
        var groups = new DigitGroups();
        for (var at = start; ;)
        {
            var first = at;
            while (groups.Digits <= maxDigits && Characters.IsDigit(text.Peek(at)))
            {
                at++;
                groups.Digits++;
            }
            groups._ends[groups.Count] = at;
            groups._sizes[groups.Count] = at - first;
            groups.Count++;
            if (groups.Digits > maxDigits || groups.Count == MaxGroups)
                return groups;
            var length = separators(ref text, at);
            if (length == 0 || !Characters.IsDigit(text.Peek(at + length)))
                return groups;
            at += length;
        }
    }

    /// <summary>Tells how many units at an index separate two groups; 0 where none do.</summary>
    public delegate int SeparatorRule(ref TextView text, int at);

    [InlineArray(MaxGroups)]
    private struct GroupEnds
    {
        private int _first;
    }

    [InlineArray(MaxGroups)]
    private struct GroupSizes
    {
        private int _first;
    }
}
