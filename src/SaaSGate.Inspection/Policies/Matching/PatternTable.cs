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

    private readonly (int Rule, Regex Pattern)[] _patterns;
    private readonly int _words;
    private readonly SearchValues<string>? _sought;
    private readonly Dictionary<char, (string Literal, ulong[] Rules)[]> _literals;
    private readonly ulong[] _all, _always;
    private readonly Regex? _anyOfAlways;

    /// <param name="patterns">Rules and what they look for.</param>
    /// <param name="words">Words of a set of rules.</param>
    public PatternTable(IEnumerable<(int Rule, Regex Pattern)> patterns, int words)
    {
        (_patterns, _words) = ([.. patterns], words);
        (_all, _always) = (new ulong[words], new ulong[words]);
        var literals = new Dictionary<string, ulong[]>(StringComparer.Ordinal);
        foreach (var (rule, pattern) in _patterns)
        {
            RuleBits.Add(_all, rule);
            if (!PatternLiterals.TryRead(pattern.ToString(), out var needed))
            {
                RuleBits.Add(_always, rule);
                continue;
            }
            foreach (var literal in needed)
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
        foreach (var (rule, pattern) in _patterns)
            if (RuleBits.Contains(candidates, rule) && !RuleBits.Contains(matched, rule) && (among.IsEmpty || RuleBits.Contains(among, rule)) && pattern.IsMatch(text))
                RuleBits.Add(matched, rule);
    }

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
