using System.Buffers;
using System.Text.RegularExpressions;

namespace SaaSGate.Inspection.Policies.Matching;

/// <summary>
/// The patterns of all rules for one kind of text. One search over the text finds what matches of the patterns must contain;
/// only patterns of which it is there are tried.
/// </summary>
internal sealed class PatternTable
{
    /// <summary>Places that are looked at before every pattern is tried: a text may be made of such places.</summary>
    private const int MostPlaces = 128;

    private const int MostOnStack = 512;

    private readonly (int Rule, Regex Pattern, int[] MustHold)[] _patterns;
    private readonly SearchValues<string>[] _sets;
    private readonly int _words;
    private readonly SearchValues<string>? _sought;
    private readonly Dictionary<char, (string Literal, ulong[] Rules)[]> _literals;
    private readonly ulong[] _all, _always;
    private readonly Regex? _anyOfAlways;

    /// <param name="patterns">Rules and what they look for.</param>
    /// <param name="words">Words of a set of rules.</param>
    public PatternTable(IEnumerable<(int Rule, Regex Pattern)> patterns, int words)
    {
        _words = words;
        (int Rule, Regex Pattern, string[][] MustHold)[] read = [.. patterns.Select(pattern => (pattern.Rule, pattern.Pattern, PatternLiterals.TryRead(pattern.Pattern.ToString(), out var needed) ? needed : []))];
        string[][] sets = [.. read.SelectMany(pattern => pattern.MustHold).DistinctBy(NameOf)];
        var places = sets.Select((set, place) => (Name: NameOf(set), place)).ToDictionary(set => set.Name, set => set.place, StringComparer.Ordinal);
        _sets = [.. sets.Select(set => SearchValues.Create(set, StringComparison.OrdinalIgnoreCase))];
        _patterns = [.. read.Select(pattern => (pattern.Rule, pattern.Pattern, pattern.MustHold.Select(set => places[NameOf(set)]).ToArray()))];
        (_all, _always) = (new ulong[words], new ulong[words]);
        var literals = new Dictionary<string, ulong[]>(StringComparer.Ordinal);
        foreach (var (rule, _, needed) in read)
        {
            RuleBits.Add(_all, rule);
            if (needed.Length == 0)
            {
                RuleBits.Add(_always, rule);
                continue;
            }
            foreach (var literal in needed[0])
            {
                if (!literals.TryGetValue(literal, out var rules))
                    literals[literal] = rules = new ulong[words];
                RuleBits.Add(rules, rule);
            }
        }
        _sought = literals.Count == 0 ? null : SearchValues.Create([.. literals.Keys], StringComparison.OrdinalIgnoreCase);
        _literals = literals.GroupBy(literal => literal.Key[0]).ToDictionary(first => first.Key, first => first.Select(literal => (literal.Key, literal.Value)).ToArray());
        _anyOfAlways = Combine([.. _patterns.Where(pattern => RuleBits.Contains(_always, pattern.Rule)).Select(pattern => pattern.Pattern.ToString())]);
    }

    private enum Presence : byte
    {
        NotAsked,
        There,
        Absent,
    }

    /// <summary>True where no rule asks.</summary>
    public bool IsEmpty => _patterns.Length == 0;

    /// <summary>Adds the rules whose pattern matches a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="among">Rules that are asked; empty for all.</param>
    /// <param name="matched">Rules that have matched already are not tried again.</param>
    public void Match(ReadOnlySpan<char> text, ReadOnlySpan<ulong> among, Span<ulong> matched)
    {
        Span<ulong> candidates = stackalloc ulong[_words <= 32 ? 32 : 0];
        candidates = _words <= 32 ? candidates[.._words] : new ulong[_words];
        if (!RuleBits.IsEmpty(_always) && (_anyOfAlways is null || _anyOfAlways.IsMatch(text)))
            _always.CopyTo(candidates);
        if (_sought is not null)
            AddSought(text, candidates);
        if (RuleBits.IsEmpty(candidates))
            return;
        Span<Presence> presence = stackalloc Presence[_sets.Length <= MostOnStack ? MostOnStack : 0];
        presence = _sets.Length <= MostOnStack ? presence[.._sets.Length] : new Presence[_sets.Length];
        foreach (var (rule, pattern, mustHold) in _patterns)
            if (RuleBits.Contains(candidates, rule) && !RuleBits.Contains(matched, rule) && (among.IsEmpty || RuleBits.Contains(among, rule)) && Holds(text, mustHold, presence) && pattern.IsMatch(text))
                RuleBits.Add(matched, rule);
    }

    /// <summary>Whether all is there that a match must contain: looking for words is much quicker than for patterns.</summary>
    private bool Holds(ReadOnlySpan<char> text, int[] mustHold, Span<Presence> presence)
    {
        foreach (var set in mustHold)
        {
            if (presence[set] == Presence.NotAsked)
                presence[set] = text.ContainsAny(_sets[set]) ? Presence.There : Presence.Absent;
            if (presence[set] == Presence.Absent)
                return false;
        }
        return true;
    }

    private static string NameOf(string[] literals) => string.Join('\0', literals);

    private void AddSought(ReadOnlySpan<char> text, Span<ulong> candidates)
    {
        for (var places = 0; text.IndexOfAny(_sought!) is >= 0 and var place; places++)
        {
            if (places == MostPlaces)
            {
                _all.CopyTo(candidates);
                return;
            }
            text = text[place..];
            if (!_literals.TryGetValue(char.ToLowerInvariant(text[0]), out var literals))
            {
                _all.CopyTo(candidates);
                return;
            }
            foreach (var (literal, rules) in literals)
                if (text.StartsWith(literal, StringComparison.OrdinalIgnoreCase))
                    RuleBits.Union(candidates, rules);
            text = text[1..];
        }
    }

    /// <summary>One pattern that matches where any of them does; null where there are none, or they do not fit into one.</summary>
    private static Regex? Combine(string[] patterns)
    {
        if (patterns.Length < 2)
            return null;
        try
        {
            return new Regex(string.Join('|', patterns.Select(pattern => $"(?:{pattern})")), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception refused) when (refused is RegexParseException or NotSupportedException)
        {
            return null;
        }
    }
}
