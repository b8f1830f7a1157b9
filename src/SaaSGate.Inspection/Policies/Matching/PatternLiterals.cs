using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace SaaSGate.Inspection.Policies.Matching;

/// <summary>
/// Reads in a pattern what each of its matches must contain, so that a text without it need not be shown to the pattern. What
/// it does not understand it leaves out, and a pattern of which nothing is left is tried on every text.
/// </summary>
internal ref struct PatternLiterals
{
    private const int Shortest = 3, MostAlternatives = 32;

    private static readonly SearchValues<char> Options = SearchValues.Create("imnsIMNS-"), Counts = SearchValues.Create("0123456789,");

    private readonly ReadOnlySpan<char> _pattern;
    private int _at;
    private bool _broken;

    private PatternLiterals(ReadOnlySpan<char> pattern) => _pattern = pattern;

    /// <summary>Sets of texts: of each set one stands in every match, whatever the case of its letters.</summary>
    /// <param name="pattern">A valid pattern without lookaround and backreferences.</param>
    /// <param name="literals">In small letters, each of at least three characters of ASCII; the set that says most comes first.</param>
    public static bool TryRead(string pattern, [NotNullWhen(true)] out string[][]? literals)
    {
        var reader = new PatternLiterals(pattern);
        string[][] read = [.. reader.Alternatives().OrderByDescending(set => set.Min(literal => literal.Length)).ThenBy(set => set.Length)];
        literals = reader._broken || reader._at < pattern.Length || read.Length == 0 ? null : read;
        return literals is not null;
    }

    /// <summary>What a match of one of the alternatives must contain; empty where one need contain nothing.</summary>
    private List<string[]> Alternatives()
    {
        var first = Sequence();
        if (_broken || _at >= _pattern.Length || _pattern[_at] != '|')
            return first;
        // Of several each brings what says most of it.
        var (all, isKnown) = (new List<string>(Best(first) ?? []), first.Count > 0);
        while (!_broken && _at < _pattern.Length && _pattern[_at] == '|')
        {
            _at++;
            var best = Best(Sequence());
            isKnown &= best is not null;
            all.AddRange(best ?? []);
        }
        return isKnown && all.Count <= MostAlternatives ? [[.. all.Distinct()]] : [];
    }

    private static string[]? Best(List<string[]> sets) => sets.MaxBy(set => set.Min(literal => literal.Length));

    private List<string[]> Sequence()
    {
        var sets = new List<string[]>();
        var run = "";
        while (!_broken && _at < _pattern.Length && _pattern[_at] is not ('|' or ')'))
        {
            var (literal, inner) = Element();
            var (least, isOnce) = Quantifier();
            if (literal is { } unit && IsPlain(unit) && least > 0)
            {
                run += char.ToLowerInvariant(unit);
                if (isOnce)
                    continue;
            }
            if (run.Length >= Shortest)
                sets.Add([run]);
            if (least > 0)
                sets.AddRange(inner);
            run = "";
        }
        if (run.Length >= Shortest)
            sets.Add([run]);
        return sets;
    }

    /// <summary>One step of a sequence: a character that stands for itself, or what a group must contain.</summary>
    private (char? Literal, List<string[]> Inner) Element()
    {
        var unit = _pattern[_at++];
        switch (unit)
        {
            case '(':
                return (null, Group());
            case '[':
                SkipClass();
                return (null, []);
            case '\\':
                return (Escape(), []);
            case '.' or '^' or '$':
                return (null, []);
            case '*' or '+' or '?':
                _broken = true;
                return (null, []);
            default:
                return (unit, []);
        }
    }

    private List<string[]> Group()
    {
        if (_at < _pattern.Length && _pattern[_at] == '?' && !TryReadGroupKind(out var isEmpty))
        {
            _broken = !isEmpty;
            return [];
        }
        var inner = Alternatives();
        if (_at >= _pattern.Length || _pattern[_at++] != ')')
            _broken = true;
        return inner;
    }

    /// <summary>Reads what follows <c>(?</c>; false where there is no content: options for what follows, or something unknown.</summary>
    private bool TryReadGroupKind(out bool isEmpty)
    {
        isEmpty = false;
        var start = ++_at;
        while (_at < _pattern.Length && _pattern[_at] is not (':' or ')' or '>' or '\''))
            _at++;
        if (_at >= _pattern.Length)
            return false;
        var kind = _pattern[start.._at];
        if (_pattern[_at] is ':' or ')' && !kind.ContainsAnyExcept(Options))
        {
            isEmpty = _pattern[_at++] == ')';
            return !isEmpty;
        }
        // A name in angle brackets; the others look around, are atomic, or ignore white space.
        if (_pattern[_at] != '>' || kind.Length < 2 || kind[0] != '<' || !char.IsLetter(kind[1]) || kind.Contains('-'))
            return false;
        _at++;
        return true;
    }

    private void SkipClass()
    {
        if (_at < _pattern.Length && _pattern[_at] == '^')
            _at++;
        if (_at < _pattern.Length && _pattern[_at] == ']')
            _at++;
        while (_at < _pattern.Length && _pattern[_at] != ']')
        {
            if (_pattern[_at] == '[')
                _broken = true;
            _at += _pattern[_at] == '\\' ? 2 : 1;
        }
        _at++;
    }

    /// <summary>Behind a backslash: punctuation stands for itself, letters and digits for something else.</summary>
    private char? Escape()
    {
        if (_at >= _pattern.Length)
        {
            _broken = true;
            return null;
        }
        var unit = _pattern[_at++];
        if (!char.IsAsciiLetterOrDigit(unit))
            return unit;
        _at += unit switch { 'x' => 2, 'u' => 4, 'c' => 1, _ => 0 };
        if (unit is 'p' or 'P')
            _at = _pattern[_at..].IndexOf('}') is >= 0 and var end ? _at + end + 1 : _pattern.Length + 1;
        _broken |= _at > _pattern.Length || char.IsAsciiDigit(unit) || unit is 'k';
        return null;
    }

    /// <summary>How often at least the step before may stand there, and whether exactly once.</summary>
    private (int Least, bool IsOnce) Quantifier()
    {
        var (least, isOnce) = (1, true);
        if (_at < _pattern.Length && _pattern[_at] is '*' or '?' or '+')
            (least, isOnce) = (_pattern[_at++] == '+' ? 1 : 0, false);
        else if (_at < _pattern.Length && _pattern[_at] == '{' && _pattern[_at..].IndexOf('}') is > 0 and var end && !_pattern[(_at + 1)..(_at + end)].ContainsAnyExcept(Counts))
        {
            var most = _pattern[(_at + 1)..(_at + end)];
            least = most.IndexOf(',') is >= 0 and var comma ? (most[..comma].ContainsAnyExcept('0') ? 1 : 0) : most.ContainsAnyExcept('0') ? 1 : 0;
            (_at, isOnce) = (_at + end + 1, false);
        }
        if (!isOnce && _at < _pattern.Length && _pattern[_at] == '?')
            _at++;
        return (least, isOnce);
    }

    /// <summary>Letters of ASCII, but for those that signs elsewhere equal when case is ignored: the Kelvin sign is a K.</summary>
    private static bool IsPlain(char unit) => unit is >= ' ' and <= '~' and not ('k' or 'K' or 'i' or 'I');
}
