using System.Globalization;
using System.Text;

namespace SaaSGate.Benchmarks.Names;

/// <summary>
/// Values that fill templates: those of rows that may be trained on, the pieces of these put together anew, and made-up ones.
/// The same corpora give the same values in the same order.
/// </summary>
internal sealed class NameValues
{
    private const int LongestValue = 110;
    private readonly Dictionary<string, List<string>> _values = [], _parts = [];
    private readonly string[] _firstNames, _surnames, _cities;
    private readonly List<string> _given = [], _family = [], _streets = [];
    private readonly NameChance _chance;

    public NameValues(NameCorpus corpus, Func<NameRow, bool> include, NameChance chance)
    {
        _chance = chance;
        foreach (var row in corpus.Rows.Where(include))
            foreach (var span in row.Spans)
                if (span.End - span.Start <= LongestValue)
                    Take(row, span, row.Text[span.Start..span.End]);
        foreach (var values in _values.Values)
            Distinct(values);
        Distinct(_streets);
        _firstNames = [.. corpus.List("first-names-female.stdlib.txt"), .. corpus.List("first-names-male.stdlib.txt")];
        _surnames = corpus.List("well-known-names.redact-pii-light.json");
        _cities = corpus.List("cities-us.phileas.txt");
        AddParts("parts.txt");
        AddParts("words.txt");
    }

    /// <summary>A value for a place in a template.</summary>
    /// <param name="slot">What the place is called.</param>
    /// <returns>The value and its type.</returns>
    public (string Value, string Type) Next(string slot) => slot switch
    {
        "PERSON" => (Person(), slot),
        "LOCATION" => (Location(), slot),
        "ORG" => (Organisation(), slot),
        "TITLE" => (Title(), slot),
        "NRP" when _chance.One(2) => (Part("Nationality"), slot),
        "ADDRESS" => (Address(), slot),
        "NUMBER" => (Number(), "ADDRESS"),
        "STREET" => (Street(), "ADDRESS"),
        "UNIT" => (Unit(), "ADDRESS"),
        "CODE" => (Code(), "ADDRESS"),
        "CITY" => (Place(), "LOCATION"),
        "COUNTRY" => (Part("Country"), "LOCATION"),
        _ => (Values(slot) is { Count: > 0 } values ? _chance.Of(values) : "7", slot),
    };

    private void Take(NameRow row, NameSpan span, string value)
    {
        if (span.Type == "ADDRESS" && !IsWhole(row, span))
        {
            if (value.Any(char.IsLetter) && !value.StartsWith("Apt", StringComparison.OrdinalIgnoreCase) && !value.StartsWith("Suite", StringComparison.OrdinalIgnoreCase))
                _streets.Add(value);
            return;
        }
        Values(span.Type).Add(value);
        if (row.Source == "presidio-research")
            Values("own " + span.Type).Add(value);
        var words = value.Split(' ');
        if (span.Type == "PERSON" && words.Length is 2 or 3 && words.All(word => word.Length > 1 && char.IsUpper(word[0]) && !word.Contains('.', StringComparison.Ordinal)))
        {
            _given.Add(words[0]);
            _family.Add(words[^1]);
        }
    }

    private string Person() => _chance.Below(12) switch
    {
        0 or 1 or 2 => _chance.Of(Values("PERSON")),
        3 or 4 => Known("PERSON"),
        5 => $"{_chance.Of(_firstNames)} {Surname()}",
        6 or 7 => $"{Given()} {Surname()}",
        8 => Given(),
        9 => Surname(),
        10 => $"{Given()} {(char)('A' + _chance.Below(26))}{(_chance.One(2) ? "." : "")} {Surname()}",
        _ when _chance.One(2) => $"{Given()} {Surname()} {Part("Suffix")}",
        _ => $"{Part("Honorific")} {Given()} {Surname()}",
    };

    private string Given() => _given.Count > 0 && !_chance.One(3) ? _chance.Of(_given) : _chance.Of(_firstNames);

    private string Surname() => _family.Count > 0 && !_chance.One(3) ? _chance.Of(_family) : Capital(_chance.Of(_surnames));

    private string Location() => _chance.Below(6) switch
    {
        0 or 1 => _chance.Of(Values("LOCATION")),
        2 or 3 => Known("LOCATION"),
        4 => Part(_chance.One(2) ? "Country" : "City"),
        _ => _chance.Of(_cities),
    };

    /// <summary>A town or so.</summary>
    private string Place()
    {
        var place = _chance.Below(4) switch { 0 => _chance.Of(_cities), 1 => Part("City"), _ => Known("LOCATION") };
        return _chance.One(8) ? place.ToUpperInvariant() : place;
    }

    private string Organisation() => _chance.Below(14) switch
    {
        0 or 1 or 2 => _chance.Of(Values("ORG")),
        3 or 4 => Known("ORG"),
        5 => $"{Surname()} {Part("Form")}",
        6 => $"{Surname()}-{Surname()}",
        7 => $"{Surname()}, {Surname()} and {Surname()}",
        8 => _chance.One(2) ? $"{Surname()} & {Surname()}" : $"{Part("Theme")} {Part("Business")}",
        9 => $"{(_chance.One(2) ? Part("Nationality") : Place())} {Part("Public")}",
        10 => _chance.Below(3) switch { 0 => $"University of {Place()}", 1 => $"Bank of {Part("Country")}", _ => Part("Company") },
        11 => $"{Part("Theme")} {(_chance.One(2) ? Part("Theme") + " " : "")}{Part("Business")}{(_chance.One(3) ? " " + Part("Form") : "")}",
        12 => $"{Coined()} {(_chance.One(3) ? Part("Form") : Part("Business"))}",
        _ => Coined(),
    };

    private string Coined()
    {
        var end = Part("Ending");
        return Part("Coined") + (_chance.One(5) ? Capital(end) : end);
    }

    private string Title()
    {
        var title = _chance.Below(5) switch
        {
            0 => Values("TITLE") is { Count: > 0 } known ? _chance.Of(known) : Part("Job"),
            1 or 2 => Part("Job"),
            _ => $"{Part("Field")} {Part("Role")}",
        };
        return _chance.One(2) ? Capital(title) : title;
    }

    private string Address()
    {
        var layout = _chance.Below(20);
        if (layout < 3 && Values("ADDRESS") is { Count: > 0 } known)
            return _chance.Of(known);
        var street = $"{(_chance.One(2) ? Number() + " " : "")}{Street()}";
        var end = _chance.One(2) ? " " + Code() : "";
        return layout switch
        {
            3 => $"PSC {Digits(4)}, Box {Digits(4)}\nAPO {Region()} {Digits(5)}",
            4 => $"Unit {Digits(4)} Box {Digits(4)}\nDPO {Region()} {Digits(5)}",
            5 => $"US{(_chance.One(2) ? "S" : _chance.One(2) ? "NS" : "NV")} {Surname()}\nFPO {Region()} {Digits(5)}",
            6 => $"the corner of {Street()} and {Street()}",
            7 => $"{Street()} and {Street()}",
            8 or 9 => street,
            10 => $"{street}, {Place()}",
            11 => $"{street} {Unit()} {Place()} {(_chance.One(2) ? Region() : Part("Country"))}",
            12 or 13 => $"{street} {Unit()}, {Place()}, {Part("Country")}{end}",
            14 => $"{street}, {Place()}, {Part("Country")}{end}",
            15 or 16 => $"{street}\n {Unit()}\n {Place()}\n {Part("Country")}{end}",
            17 => $"{street}\n{Place()}\n, {Region()}\n {Part("Country")}{end}",
            18 => $"{street}\n{Place()}, {Region()} {Digits(5)}",
            _ => $"{street} {Unit()}\n{Place()}, {Region()} {Digits(5)}",
        };
    }

    private string Street() => _chance.Below(5) switch
    {
        0 or 1 when _streets.Count > 0 => _chance.Of(_streets),
        2 => $"{Surname()}{Part("Ending way")} {Digits(1 + _chance.Below(3))}",
        3 => $"{Part("Leading way")} {Surname()} {Digits(1 + _chance.Below(3))}",
        _ when _chance.One(4) => $"P.O. Box {Digits(3)}",
        _ => $"{Digits(1 + _chance.Below(4))} {(_chance.One(2) ? Surname() : Part("Theme"))} {Part("Way")}",
    };

    private string Unit() => Part("Unit").Replace("{n}", Digits(1 + _chance.Below(3)), StringComparison.Ordinal);

    private string Code() => _chance.Below(5) switch
    {
        0 => Digits(4),
        1 => $"{Digits(3)} {Digits(2)}",
        _ => Digits(5),
    };

    private string Region() => $"{(char)('A' + _chance.Below(26))}{(char)('A' + _chance.Below(26))}";

    private string Number() => Digits(1 + _chance.Below(5));

    private string Digits(int count)
    {
        var digits = new StringBuilder();
        for (var i = 0; i < count; i++)
            digits.Append(_chance.Below(10).ToString(CultureInfo.InvariantCulture));
        return digits.ToString();
    }

    /// <summary>A value of the corpus that has names of many countries, each as often as any.</summary>
    private string Known(string type) => _chance.Of(Values("own " + type) is { Count: > 0 } own ? own : Values(type));

    private string Part(string list) => _chance.Of(_parts[list]);

    private void AddParts(string resource)
    {
        using var reader = new StreamReader(typeof(NameValues).Assembly.GetManifestResourceStream(resource)!);
        while (reader.ReadLine() is { } line)
            if (!line.StartsWith('#') && line.Split(": ", 2) is [var name, var entries])
            {
                if (!_parts.TryGetValue(name, out var parts))
                    _parts.Add(name, parts = []);
                parts.AddRange(entries.Split(", "));
            }
    }

    private List<string> Values(string type)
    {
        if (!_values.TryGetValue(type, out var values))
            _values.Add(type, values = []);
        return values;
    }

    /// <summary>Whether an address is one span, not a part of one.</summary>
    private static bool IsWhole(NameRow row, NameSpan span) =>
        row.Spans.Count(other => other.Type is "ADDRESS" or "LOCATION" or "ZIP" && Math.Abs(other.Start - span.Start) < LongestValue) == 1;

    private static void Distinct(List<string> values)
    {
        var distinct = values.Distinct().ToList();
        values.Clear();
        values.AddRange(distinct);
    }

    private static string Capital(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..];
}
