using System.Text;

namespace SaaSGate.Benchmarks.Names;

/// <summary>
/// Rows made of own templates. The corpora have many names in few sentences; these put the same names into other sentences.
/// Only names of rows that may be trained on are used.
/// </summary>
internal sealed class NameTemplates
{
    public const string Source = "templates";
    private const int LongestValue = 110;
    private readonly Dictionary<string, List<string>> _values = [];
    private readonly string[] _firstNames, _surnames, _cities;
    private ulong _chance = 77;

    public NameTemplates(NameCorpus corpus, Func<NameRow, bool> include)
    {
        foreach (var row in corpus.Rows.Where(include))
            foreach (var span in row.Spans)
                if (span.End - span.Start <= LongestValue && IsWhole(row, span))
                    Values(span.Type).Add(row.Text[span.Start..span.End]);
        (_firstNames, _surnames, _cities) = (corpus.List("first-names-female.stdlib.txt").Concat(corpus.List("first-names-male.stdlib.txt")).ToArray(), corpus.List("well-known-names.redact-pii-light.json"), corpus.List("cities-us.phileas.txt"));
    }

    /// <summary>Each template some times over.</summary>
    public IEnumerable<NameRow> Rows(int times)
    {
        using var reader = new StreamReader(typeof(NameTemplates).Assembly.GetManifestResourceStream("templates.txt")!);
        var templates = reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Replace("\\n", "\n", StringComparison.Ordinal)).ToArray();
        for (var i = 0; i < times; i++)
            foreach (var template in templates)
                if (i < 2 || template.Contains('{'))
                    yield return Fill(template);
    }

    private NameRow Fill(string template)
    {
        var (text, spans) = (new StringBuilder(), new List<NameSpan>());
        var small = Chance(20) == 0;
        for (var at = 0; at < template.Length;)
        {
            var type = Slot(template, at);
            if (type is null)
            {
                text.Append(template[at++]);
                continue;
            }
            var value = Value(type);
            spans.Add(new NameSpan(type, text.Length, text.Length + value.Length));
            text.Append(value);
            at += type.Length + 2;
        }
        var written = text.ToString();
        return new NameRow(Source, small ? written.ToLowerInvariant() : written, [.. spans], [], 1);
    }

    private static string? Slot(string template, int at)
    {
        if (template[at] != '{')
            return null;
        var end = template.IndexOf('}', at);
        var name = end < 0 ? "" : template[(at + 1)..end];
        return name.Length > 0 && name.All(char.IsAsciiLetterUpper) ? name : null;
    }

    private string Value(string type) => (type, Chance(4)) switch
    {
        ("PERSON", 0) => $"{Pick(_firstNames)} {Capital(Pick(_surnames))}",
        ("LOCATION", 0) => Pick(_cities),
        ("ORG", 0) when Chance(2) == 0 => $"{Capital(Pick(_surnames))} {Pick("Ltd", "Inc.", "GmbH", "LLC", "Group", "& Sons", "Bank", "Consulting", "Holdings", "Labs", "Insurance", "Systems")}",
        ("ORG", 0) => $"{Pick(_cities)} {Pick("University", "Hospital", "Medical Center", "College", "City Council", "FC", "Police Department", "Airport Authority", "Chamber of Commerce", "General Hospital")}",
        _ => Values(type) is { Count: > 0 } values ? values[Chance(values.Count)] : "7",
    };

    private string Pick(params string[] choices) => choices[Chance(choices.Length)];

    private int Chance(int count)
    {
        _chance = (_chance * 6364136223846793005) + 1442695040888963407;
        return (int)((_chance >> 33) % (ulong)count);
    }

    private List<string> Values(string type)
    {
        if (!_values.TryGetValue(type, out var values))
            _values.Add(type, values = []);
        return values;
    }

    /// <summary>Whether an address is one span, not a part of one.</summary>
    private static bool IsWhole(NameRow row, NameSpan span) =>
        span.Type != "ADDRESS" || row.Spans.Count(other => other.Type is "ADDRESS" or "LOCATION" or "ZIP" && Math.Abs(other.Start - span.Start) < LongestValue) == 1;

    private static string Capital(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..];
}
