using System.Globalization;

namespace SaaSGate.Inspection.Detection.Tenant;

/// <summary>
/// Reads a pattern that .NET has accepted, and makes of it the other patterns that a stream needs. What would mean something
/// else in a stream than in a file is refused.
/// </summary>
internal sealed class PatternReader(string pattern)
{
    private const int MostNested = 12;
    private int _at, _nested;

    /// <summary>Why it is refused; null where it is not.</summary>
    public string? Refusal { get; private set; }

    public PatternForms Read()
    {
        var options = ReadOptions();
        var forms = ReadAlternatives();
        if (_at < pattern.Length)
            Refuse($"The '{pattern[_at]}' at position {_at + 1} closes nothing.");
        return forms.Grouped($"{options}(?:");
    }

    private char Peek(int ahead = 0) => _at + ahead < pattern.Length ? pattern[_at + ahead] : '\0';

    /// <summary>Options stand at the beginning, or in a group of their own.</summary>
    private string ReadOptions()
    {
        foreach (var options in (string[])["(?i)", "(?s)", "(?is)", "(?si)"])
            if (pattern.StartsWith(options, StringComparison.Ordinal))
            {
                _at = options.Length;
                return options;
            }
        return "";
    }

    private PatternForms ReadAlternatives()
    {
        var forms = ReadSequence();
        while (Refusal is null && Peek() == '|')
        {
            _at++;
            forms = forms.Or(ReadSequence());
        }
        return forms;
    }

    private PatternForms ReadSequence()
    {
        var parts = new List<PatternForms>();
        while (Refusal is null && _at < pattern.Length && Peek() is not ('|' or ')'))
            parts.Add(ReadQuantifiers(ReadPart()));
        var sequence = PatternForms.Nothing;
        for (var i = parts.Count - 1; i >= 0; i--)
            sequence = PatternForms.Sequence(parts[i], sequence);
        return sequence;
    }

    private PatternForms ReadPart()
    {
        switch (Peek())
        {
            case '(':
                return ReadGroup();
            case '[':
                return PatternForms.Unit(ReadClass());
            case '\\':
                return ReadEscape();
            case '^' or '$':
                return Refuse($"'{Peek()}' stands for the beginning or end of a text, but a value may stand anywhere in one. Leave it out, or write \\b for the edge of a word.");
            case '.':
                _at++;
                return PatternForms.Unit(".");
            case var literal:
                _at++;
                return PatternForms.Unit(literal is '{' or '}' or ']' ? $"\\{literal}" : literal.ToString());
        }
    }

    private PatternForms ReadGroup()
    {
        var from = _at;
        var opening = "(?:";
        if (Peek(1) != '?')
            _at++;
        else if (Peek(2) == ':')
            _at += 3;
        else if (Peek(2) is '<' or '\'' && char.IsLetter(Peek(3)))
            _at = pattern.IndexOf(Peek(2) == '<' ? '>' : '\'', _at + 3) + 1;
        else if (pattern.IndexOf(':', _at) is > 0 and var colon && pattern.AsSpan((_at + 2)..colon).ContainsAnyExcept("is-") == false)
            (opening, _at) = (pattern[_at..(colon + 1)], colon + 1);
        else
            return Refuse($"The group at position {_at + 1} is of a kind that is not read here. Use (…), (?:…), (?<name>…), (?i:…), or (?i) at the very beginning.");
        if (++_nested > MostNested)
            return Refuse($"Groups are nested more than {MostNested} times. Write the pattern flatter.");
        var forms = ReadAlternatives();
        _nested--;
        if (Refusal is null && Peek() != ')')
            return Refuse($"The group at position {from + 1} is not closed.");
        _at++;
        return forms.Grouped(opening);
    }

    private string ReadClass()
    {
        var from = _at++;
        if (Peek() == '^')
            _at++;
        for (var (first, depth) = (true, 1); _at < pattern.Length && depth > 0; first = false)
            if (Peek() == '\\')
                _at += 2;
            else if (Peek() == '-' && Peek(1) == '[')
                (_at, depth) = (_at + 2, depth + 1);
            else if (pattern[_at++] == ']' && !first)
                depth--;
        _at = Math.Min(_at, pattern.Length);
        if (pattern.AsSpan(from.._at).Contains("[:", StringComparison.Ordinal))
            Refuse("Classes like [:digit:] are not read here. Write \\d, \\w, \\s or \\p{…}.");
        return pattern[from.._at];
    }

    private PatternForms ReadEscape()
    {
        var from = _at;
        _at += 2;
        switch (pattern[from + 1])
        {
            case 'b' or 'B':
                return PatternForms.Nothing;
            case 'A' or 'z' or 'Z' or 'G':
                return Refuse($"'\\{pattern[from + 1]}' stands for the beginning or end of a text, but a value may stand anywhere in one. Leave it out, or write \\b for the edge of a word.");
            case >= '0' and <= '9' or 'k':
                return Refuse("Numbers behind a backslash are not read here. Write a unit as \\x41 or \\u0041.");
            case 'p' or 'P':
                _at = pattern.IndexOf('}', from) + 1;
                break;
            case 'x':
                _at += 2;
                break;
            case 'u':
                _at += 4;
                break;
            case 'c':
                _at += 1;
                break;
            default:
                break;
        }
        return PatternForms.Unit(pattern[from.._at]);
    }

    private PatternForms ReadQuantifiers(PatternForms part)
    {
        while (Refusal is null && TryReadQuantifier(out var quantifier, out var least, out var most))
            part = part.Repeated(quantifier, least, most);
        return part;
    }

    /// <summary>Lazy ones match in the same places.</summary>
    private bool TryReadQuantifier(out string quantifier, out int least, out int? most)
    {
        var from = _at;
        (quantifier, least, most) = ("", 0, null);
        switch (Peek())
        {
            case '*':
                _at++;
                break;
            case '+':
                (_at, least) = (_at + 1, 1);
                break;
            case '?':
                (_at, most) = (_at + 1, 1);
                break;
            case '{' when TryReadBounds(out least, out most):
                break;
            default:
                return false;
        }
        quantifier = pattern[from.._at];
        if (Peek() == '?')
            _at++;
        return true;
    }

    private bool TryReadBounds(out int least, out int? most)
    {
        (least, most) = (0, null);
        var end = pattern.IndexOf('}', _at);
        if (end < 0)
            return false;
        var bounds = pattern[(_at + 1)..end].Split(',');
        if (bounds.Length > 2 || !int.TryParse(bounds[0], NumberStyles.None, CultureInfo.InvariantCulture, out least))
            return false;
        most = bounds.Length == 1 ? least : null;
        if (bounds is [_, { Length: > 0 } upper])
        {
            if (!int.TryParse(upper, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return false;
            most = number;
        }
        _at = end + 1;
        return true;
    }

    private PatternForms Refuse(string why)
    {
        Refusal ??= why;
        return PatternForms.Nothing;
    }
}
