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

    /// <summary>Texts, one of which stands in every match, whatever the case of its letters.</summary>
    /// <param name="pattern">A valid pattern without lookaround and backreferences.</param>
    /// <param name="literals">In small letters, each of at least three characters of ASCII.</param>
    public static bool TryRead(string pattern, [NotNullWhen(true)] out string[]? literals)
    {
        var reader = new PatternLiterals(pattern);
        literals = reader.Alternatives();
        if (reader._broken || reader._at < pattern.Length || literals is null)
            literals = null;
        return literals is not null;
    }

    /// <summary>What each alternative must contain, all together; null where one need contain nothing.</summary>
    private string[]? Alternatives()
    {
        var all = new List<string>();
        var isKnown = true;
        while (!_broken)
        {
            if (Sequence() is { } literals)
                all.AddRange(literals);
            else
                isKnown = false;
            if (_at >= _pattern.Length || _pattern[_at] != '|')
                break;
            _at++;
        }
        return isKnown && all.Count is > 0 and <= MostAlternatives ? [.. all.Distinct()] : null;
    }

    private string[]? Sequence()
    {
        string[]? best = null;
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
            best = Better(best, run.Length >= Shortest ? [run] : null);
            best = Better(best, least > 0 ? inner : null);
            run = "";
        }
        return Better(best, run.Length >= Shortest ? [run] : null);
    }

    /// <summary>One step of a sequence: a character that stands for itself, or what a group must contain.</summary>
    private (char? Literal, string[]? Inner) Element()
    {
        var unit = _pattern[_at++];
        switch (unit)
        {
            case '(':
                return (null, Group());
            case '[':
                SkipClass();
                return (null, null);
            case '\\':
                return (Escape(), null);
            case '.' or '^' or '$':
                return (null, null);
            case '*' or '+' or '?':
                _broken = true;
                return (null, null);
            default:
                return (unit, null);
        }
    }

    private string[]? Group()
    {
        if (_at < _pattern.Length && _pattern[_at] == '?' && !TryReadGroupKind(out var isEmpty))
        {
            _broken = !isEmpty;
            return null;
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

    private static string[]? Better(string[]? one, string[]? other)
    {
        if (one is null || other is null)
            return one ?? other;
        var (first, second) = (one.Min(literal => literal.Length), other.Min(literal => literal.Length));
        return second > first || (second == first && other.Length < one.Length) ? other : one;
    }
}
