using System.Collections.Concurrent;

namespace SaaSGate.Inspection.Policies.Matching;

/// <summary>
/// Which rules mean a name. Names come again and again (a skill's tools, its models, the hosts it talks to), so what was
/// compared once is remembered; how much is bounded, since names come from outside.
/// </summary>
internal sealed class NameIndex
{
    private const int MostRemembered = 2048, LongestRemembered = 256;

    private readonly (int Rule, Func<ReadOnlySpan<char>, bool> Means)[] _asked;
    private readonly int _words;
    private readonly ConcurrentDictionary<string, ulong[]> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, ulong[]>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private int _count;

    /// <param name="asked">Rules that ask, and what they mean.</param>
    /// <param name="words">Words of a set of rules.</param>
    public NameIndex(IEnumerable<(int Rule, Func<ReadOnlySpan<char>, bool> Means)> asked, int words)
    {
        (_asked, _words) = ([.. asked], words);
        _lookup = _known.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The rules that mean this name. Not to be written to.</summary>
    public ulong[] Of(ReadOnlySpan<char> name)
    {
        if (_lookup.TryGetValue(name, out var known))
            return known;
        var bits = new ulong[_words];
        foreach (var (rule, means) in _asked)
            if (means(name))
                RuleBits.Add(bits, rule);
        if (name.Length <= LongestRemembered && Interlocked.Increment(ref _count) <= MostRemembered)
            _lookup.TryAdd(name, bits);
        return bits;
    }
}
