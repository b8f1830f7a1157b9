using System.Globalization;
using System.Text;
using YamlDotNet.RepresentationModel;

namespace SaaSGate.Inspection.Policies.Reading;

/// <summary>A mapping of a policy document, read key by key; what was not asked for by then is refused.</summary>
internal sealed class YamlObject
{
    private readonly Dictionary<string, (YamlNode Key, YamlNode Value)> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly YamlNode _node;
    private readonly string _what;
    private readonly PolicySource _source;
    private readonly List<PolicyError> _errors;
    private readonly bool _broken;

    public YamlObject(YamlNode node, string what, PolicySource source, List<PolicyError> errors)
    {
        (_node, _what, _source, _errors) = (node, what, source, errors);
        if (node is not YamlMappingNode mapping)
        {
            _broken = true;
            Refuse(node, $"Expected keys and values for {what}: 'key: value'.");
            return;
        }
        foreach (var (key, value) in mapping.Children)
            if (key is not YamlScalarNode { Value: { } name })
                Refuse(key, "A key must be a plain word.");
            else
                _members[name] = (key, value);
    }

    /// <summary>Where it stands, from 1.</summary>
    public int Line => (int)_node.Start.Line;

    /// <summary>Column in the line, from 1.</summary>
    public int Column => (int)_node.Start.Column;

    public bool Has(string key) => _members.ContainsKey(key);

    /// <summary>The first key that is none of these; null where there is no other.</summary>
    public string? Other(params ReadOnlySpan<string> keys)
    {
        foreach (var name in _members.Keys)
            if (!keys.Contains(name))
                return name;
        return null;
    }

    /// <summary>Says that keys are known, whether they are there or not.</summary>
    public void Know(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
            _taken.Add(key);
    }

    /// <summary>The value of a key, or null.</summary>
    public YamlNode? Take(string key)
    {
        _taken.Add(key);
        return _members.TryGetValue(key, out var member) ? member.Value : null;
    }

    public string? Text(string key, bool required = false)
    {
        switch (Take(key))
        {
            case YamlScalarNode { Value: { Length: > 0 } text }:
                return text;
            case null:
                if (required && !_broken)
                    Refuse(_node, $"'{key}' is missing in {_what}. Add it.");
                return null;
            case var other:
                Refuse(other, $"'{key}' must be text.");
                return null;
        }
    }

    public string? Text(string key, int longest)
    {
        var text = Text(key);
        if (text?.Length > longest)
            Refuse(key, $"'{key}' is longer than {longest} characters. Shorten it.");
        return text;
    }

    public string? OneOf(string key, string[] choices)
    {
        var text = Text(key, required: true);
        if (text is null || choices.Contains(text))
            return text;
        Refuse(key, $"'{text}' is unknown here. Use one of: {string.Join(", ", choices)}.");
        return null;
    }

    /// <summary>A list of known words.</summary>
    /// <param name="key">The key.</param>
    /// <param name="choices">The words.</param>
    /// <param name="what">What they are, for messages.</param>
    public IReadOnlyList<string>? Texts(string key, IReadOnlyCollection<string> choices, string what)
    {
        switch (Take(key))
        {
            case null:
                return null;
            case YamlSequenceNode { Children: { Count: > 0 } nodes }:
                var texts = new List<string>();
                foreach (var node in nodes)
                    if (node is not YamlScalarNode { Value: { } text })
                        Refuse(node, $"'{key}' takes words. Use: {string.Join(", ", choices.Order(StringComparer.Ordinal))}.");
                    else if (!choices.Contains(text))
                        Refuse(node, $"'{text}' is no {what}. Use: {string.Join(", ", choices.Order(StringComparer.Ordinal))}.");
                    else if (texts.Contains(text))
                        Refuse(node, $"'{text}' is listed twice. Remove one.");
                    else
                        texts.Add(text);
                return texts;
            case var other:
                Refuse(other, $"'{key}' must be a list: [{string.Join(", ", choices.Order(StringComparer.Ordinal).Take(2))}].");
                return [];
        }
    }

    /// <summary>A list of any texts; empty where the key is missing or something is wrong with it.</summary>
    public IReadOnlyList<string> Words(string key, int most, int longest, int shortest = 1)
    {
        var words = new List<string>();
        if (Take(key) is not { } node)
            return words;
        if (node is not YamlSequenceNode { Children: var children } || children.Count > most)
        {
            Refuse(node, $"'{key}' must be a list of at most {most} texts: [one, \"another one\"].");
            return words;
        }
        foreach (var child in children)
            if (child is not YamlScalarNode { Value: { } text } || text.Length > longest || text.Length < shortest || !IsWhole(text))
                Refuse(child, $"'{key}' takes texts of {shortest} to {longest} characters. Correct or remove this one; one with a colon or comma in it needs quotes.");
            else
                words.Add(text);
        return words;
    }

    /// <summary>One text, or a list of them.</summary>
    public IReadOnlyList<string> TextOrWords(string key, int most, int longest) =>
        _members.TryGetValue(key, out var member) && member.Value is YamlScalarNode ? (Text(key, longest) is { } text ? [text] : []) : Words(key, most, longest);

    /// <summary>The members of a list, each of them keys and values.</summary>
    public IReadOnlyList<YamlObject> Objects(string key, string what, int most)
    {
        switch (Take(key))
        {
            case null:
                return [];
            case YamlSequenceNode list when list.Children.Count <= most:
                return [.. list.Children.Select(node => new YamlObject(node, what, _source, _errors))];
            case var other:
                Refuse(other, $"'{key}' must be a list of at most {most}. Begin each one with a dash.");
                return [];
        }
    }

    /// <summary>A list of words that <paramref name="accept"/> takes.</summary>
    public IReadOnlyList<string>? Words(string key, int most, Func<string, bool> accept, string example)
    {
        switch (Take(key))
        {
            case null:
                return null;
            case YamlSequenceNode { Children: { Count: > 0 } nodes } when nodes.Count <= most:
                foreach (var node in nodes)
                    if (node is not YamlScalarNode { Value: { } text } || !accept(text))
                        Refuse(node, $"'{node}' cannot stand in '{key}'. Write it like {example}.");
                return [.. nodes.OfType<YamlScalarNode>().Select(node => node.Value).OfType<string>().Where(accept)];
            case var other:
                Refuse(other, $"'{key}' must be a list of 1 to {most}: [{example}].");
                return [];
        }
    }

    public long? Number(string key, long least, long most)
    {
        var text = Text(key);
        if (text is null)
            return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        Refuse(key, $"'{key}' must be a whole number from {least} to {most}.");
        return null;
    }

    public double? Fraction(string key)
    {
        var text = Text(key);
        if (text is null)
            return null;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= 1)
            return number;
        Refuse(key, $"'{key}' must be a number from 0 to 1: 0.5.");
        return null;
    }

    /// <summary>An amount of money above zero.</summary>
    public decimal? Amount(string key, decimal most)
    {
        var text = Text(key);
        if (text is null)
            return null;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount > 0 && amount <= most)
            return amount;
        Refuse(key, string.Create(CultureInfo.InvariantCulture, $"'{key}' must be an amount above 0, up to {most}: 12.50."));
        return null;
    }

    public bool Flag(string key)
    {
        var text = Text(key);
        if (text is not (null or "true" or "false"))
            Refuse(key, $"'{key}' must be true or false.");
        return text == "true";
    }

    public YamlObject? Object(string key) => Take(key) is { } node ? new YamlObject(node, $"'{key}'", _source, _errors) : null;

    /// <summary>Refuses every key that nobody asked for.</summary>
    public void RefuseRest()
    {
        foreach (var (name, (key, _)) in _members)
            if (!_taken.Contains(name))
                Refuse(key, $"'{name}' is not known in {_what}. Known are: {string.Join(", ", _taken.Order(StringComparer.Ordinal))}.");
    }

    /// <summary>Refuses the value of a key, or the whole where the key is missing.</summary>
    public void Refuse(string key, string message) => Refuse(_members.TryGetValue(key, out var member) ? member.Value : _node, message);

    private static bool IsWhole(string text)
    {
        foreach (var rune in text.EnumerateRunes())
            if (rune == Rune.ReplacementChar && !text.Contains('\uFFFD', StringComparison.Ordinal))
                return false;
        return true;
    }

    private void Refuse(YamlNode node, string message) =>
        _errors.Add(new PolicyError(_source.Id, _source.Name, (int)node.Start.Line, (int)node.Start.Column, message));
}
