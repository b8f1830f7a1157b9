using System.Text;

namespace SaaSGate.Benchmarks.Names;

/// <summary>
/// Rows made of own templates. The corpora have many names in few sentences; these put the same names into other sentences.
/// Only names of rows that may be trained on are used.
/// </summary>
internal sealed class NameTemplates
{
    public const string Source = "templates";
    private readonly NameChance _chance = new(77);
    private readonly NameValues _values;

    public NameTemplates(NameCorpus corpus, Func<NameRow, bool> include) => _values = new NameValues(corpus, include, _chance);

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
        var small = _chance.One(12);
        for (var at = 0; at < template.Length;)
        {
            var slot = Slot(template, at);
            if (slot is null)
            {
                text.Append(template[at++]);
                continue;
            }
            var (value, type) = _values.Next(slot);
            spans.Add(new NameSpan(type, text.Length, text.Length + value.Length));
            text.Append(value);
            at += slot.Length + 2;
        }
        var written = text.ToString();
        return new NameRow(Source, small ? written.ToLowerInvariant() : written, [.. spans], [], template, 1);
    }

    private static string? Slot(string template, int at)
    {
        if (template[at] != '{')
            return null;
        var end = template.IndexOf('}', at);
        var name = end < 0 ? "" : template[(at + 1)..end];
        return name.Length > 0 && name.All(c => char.IsAsciiLetterUpper(c) || c == '_') ? name : null;
    }
}
