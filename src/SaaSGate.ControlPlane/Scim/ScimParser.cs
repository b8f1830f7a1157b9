using System.Globalization;
using System.Text;
using System.Text.Json;
using SaaSGate.Contracts.Problems;
using SaaSGate.Postgres.Scim;

namespace SaaSGate.ControlPlane.Scim;

/// <summary>
/// Reads filters and paths (RFC 7644, figures 1 and 7). Beyond the grammar it takes what Entra ID sends: a value without quotes, and a comparison of a part of
/// what a value filter chose.
/// </summary>
internal sealed class ScimParser
{
    private const int Longest = 4000, Deepest = 40;
    private readonly string _text;
    private readonly ScimSchema _schema;
    private readonly Problem _fault;
    private int _at, _depth;

    private ScimParser(string text, ScimSchema schema, Problem fault) => (_text, _schema, _fault) = (text, schema, fault);

    /// <exception cref="ScimException">It is no filter.</exception>
    public static ScimFilter ParseFilter(string text, ScimSchema schema)
    {
        var parser = new ScimParser(text, schema, ScimProblems.InvalidFilter);
        parser.CheckLength();
        var filter = parser.Or(inner: false);
        parser.End();
        return filter;
    }

    /// <exception cref="ScimException">It is no path.</exception>
    public static ScimTarget ParseTarget(string text, ScimSchema schema)
    {
        var parser = new ScimParser(text.Trim(), schema, ScimProblems.InvalidPath);
        parser.CheckLength();
        var path = parser.Path(inner: false);
        ScimFilter? where = null;
        if (parser.Take('['))
        {
            where = parser.Or(inner: true);
            parser.Demand(']');
            if (parser.Take('.'))
                path = schema.Canonical(path with { Sub = parser.Word() });
        }

        parser.End();
        return new(path, where);
    }

    /// <exception cref="ScimException">It is no attribute's name.</exception>
    public static ScimPath ParsePath(string text, ScimSchema schema)
    {
        var target = ParseTarget(text, schema);
        return target.Where is null ? target.Path : throw new ScimException(ScimProblems.InvalidPath);
    }

    private ScimFilter Or(bool inner)
    {
        if (++_depth > Deepest)
            throw Fault("it is nested too deep");
        var left = And(inner);
        while (Keyword("or"))
            left = new ScimFilter.Or(left, And(inner));
        _depth--;
        return left;
    }

    private ScimFilter And(bool inner)
    {
        var left = One(inner);
        while (Keyword("and"))
            left = new ScimFilter.And(left, One(inner));
        return left;
    }

    private ScimFilter One(bool inner)
    {
        Space();
        if (Take('('))
            return Closed(inner);
        var before = _at;
        if (Keyword("not"))
        {
            Space();
            if (Take('('))
                return new ScimFilter.Not(Closed(inner));
            _at = before;
        }

        Space();
        var path = Path(inner);
        if (inner || !Take('['))
            return Comparison(path);
        var where = Or(inner: true);
        Demand(']');
        if (!Take('.'))
            return new ScimFilter.Any(path, where);
        return new ScimFilter.Any(path, new ScimFilter.And(where, Comparison(new(null, Word(), null))));
    }

    private ScimFilter Closed(bool inner)
    {
        var filter = Or(inner);
        Space();
        Demand(')');
        return filter;
    }

    private ScimFilter Comparison(ScimPath path)
    {
        Space();
        var op = Word().ToLowerInvariant();
        if (op == "pr")
            return new ScimFilter.Present(path);
        ScimOperator? known = op switch
        {
            "eq" => ScimOperator.Equal,
            "ne" => ScimOperator.NotEqual,
            "co" => ScimOperator.Contains,
            "sw" => ScimOperator.StartsWith,
            "ew" => ScimOperator.EndsWith,
            "gt" => ScimOperator.Greater,
            "ge" => ScimOperator.GreaterOrEqual,
            "lt" => ScimOperator.Less,
            "le" => ScimOperator.LessOrEqual,
            _ => null,
        };
        Space();
        return new ScimFilter.Compare(path, known ?? throw Fault($"\"{op}\" compares nothing"), Value());
    }

    private object? Value()
    {
        if (_at < _text.Length && _text[_at] == '"')
            return Quoted();
        var word = Until(static letter => char.IsWhiteSpace(letter) || letter is ')' or ']');
        return word.ToLowerInvariant() switch
        {
            "" => throw Fault("a value is missing"),
            "true" => true,
            "false" => false,
            "null" => null,
            _ => decimal.TryParse(word, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : word,
        };
    }

    private string Quoted()
    {
        var start = _at++;
        while (_at < _text.Length && _text[_at] != '"')
            _at += _text[_at] == '\\' ? 2 : 1;
        if (_at >= _text.Length)
            throw Fault("a quote is not closed");
        try
        {
            return JsonSerializer.Deserialize<string>(_text.AsSpan(start, ++_at - start))!;
        }
        catch (JsonException)
        {
            throw Fault("a text is not as in JSON");
        }
    }

    /// <summary>Colons belong to a URN, of which the last one ends the schema; a URN has dots, so only what stands behind it is split at one.</summary>
    private ScimPath Path(bool inner)
    {
        var text = Until(static letter => char.IsWhiteSpace(letter) || letter is '[' or ']' or '(' or ')');
        if (text.Length == 0)
            throw Fault("an attribute is missing");
        if (!inner && (Is(text, _schema.Urn) || Is(text, _schema.Extension?.Urn)))
            return _schema.Canonical(new(text, "", null));
        var colon = inner ? -1 : text.LastIndexOf(':');
        var (urn, name) = colon < 0 ? (null, text) : (text[..colon], text[(colon + 1)..]);
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var path = dot < 0 ? new ScimPath(urn, name, null) : new(urn, name[..dot], name[(dot + 1)..]);
        if (!IsName(path.Attribute) || (path.Sub is not null && !IsName(path.Sub)))
            throw Fault($"\"{text}\" is no attribute");
        return inner ? path : _schema.Canonical(path);
    }

    private string Word() => Until(static letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('$' or '_' or '-'));

    private string Until(Func<char, bool> end)
    {
        var start = _at;
        while (_at < _text.Length && !end(_text[_at]))
            _at++;
        return _text[start.._at];
    }

    private bool Keyword(string word)
    {
        var before = _at;
        Space();
        if (string.Compare(_text, _at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0
            && _at + word.Length < _text.Length && (char.IsWhiteSpace(_text[_at + word.Length]) || _text[_at + word.Length] == '('))
        {
            _at += word.Length;
            return true;
        }

        _at = before;
        return false;
    }

    private bool Take(char letter)
    {
        if (_at >= _text.Length || _text[_at] != letter)
            return false;
        _at++;
        return true;
    }

    private void Demand(char letter)
    {
        Space();
        if (!Take(letter))
            throw Fault($"\"{letter}\" is missing");
    }

    private void Space()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            _at++;
    }

    private void End()
    {
        Space();
        if (_at < _text.Length)
            throw Fault("something stands behind its end");
    }

    private void CheckLength()
    {
        if (_text.Length > Longest)
            throw Fault("it is too long");
    }

    private ScimException Fault(string why) => new(_fault, new StringBuilder(_fault.Title).Append(' ').Append(CultureInfo.InvariantCulture, $"At character {_at + 1}: {why}.").ToString());

    private static bool IsName(string name) => name.Length is > 0 and <= 200 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '$' or '_' or '-');

    private static bool Is(string text, string? other) => string.Equals(text, other, StringComparison.OrdinalIgnoreCase);
}
