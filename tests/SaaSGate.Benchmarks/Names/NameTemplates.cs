using System.Text;

namespace SaaSGate.Benchmarks.Names;

/// <summary>
/// Rows made of own templates. The corpora have many names in few sentences; these put the same names into other sentences.
/// Only names of rows that may be trained on are used.
/// </summary>
internal sealed class NameTemplates
{
    public const string Source = "templates";

    /// <summary>How often at most a sentence is learned that names nobody, as it is always the same.</summary>
    private const int MostSame = 4;

    private static readonly string[] Exchanged = ["PERSON", "LOCATION", "ORG"];

    private readonly NameChance _chance;
    private readonly NameValues _values;
    private readonly string[] _templates;

    /// <param name="corpus">Gives the values.</param>
    /// <param name="include">Rows that may be trained on.</param>
    /// <param name="templates">The sentences.</param>
    /// <param name="seed">Of the chances.</param>
    public NameTemplates(NameCorpus corpus, Func<NameRow, bool> include, string[] templates, ulong seed)
    {
        _chance = new NameChance(seed);
        _values = new NameValues(corpus, include, _chance);
        _templates = templates;
    }

    /// <summary>The sentences that nearly repeat no row that may not be trained on.</summary>
    public static string[] Apart(NameCorpus corpus, Func<NameRow, bool> include)
    {
        var forms = new NameForms(corpus.Rows.Where(row => !include(row)).Select(row => row.Template));
        using var reader = new StreamReader(typeof(NameTemplates).Assembly.GetManifestResourceStream("templates.txt")!);
        return
        [
            .. reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Replace("\\n", "\n", StringComparison.Ordinal))
                .Where(line => !line.Contains('{', StringComparison.Ordinal) || !forms.AreNear(line)),
        ];
    }

    /// <summary>Each template some times over.</summary>
    public IEnumerable<NameRow> Rows(int times)
    {
        for (var i = 0; i < times; i++)
            foreach (var template in _templates)
                if (i < MostSame || template.Contains('{'))
                    yield return Fill(template);
    }

    /// <summary>Rows with other names in the places of theirs, so that a sentence is not known by its names, nor a name by its sentence.</summary>
    public IEnumerable<NameRow> Exchange(IEnumerable<NameRow> rows, int times)
    {
        foreach (var row in rows.SelectMany(row => Enumerable.Repeat(row, times)))
            if (row.Spans.Any(span => Exchanged.Contains(span.Type)) && row.Spans.Zip(row.Spans.Skip(1)).All(pair => pair.First.End <= pair.Second.Start))
                yield return Exchange(row);
    }

    private NameRow Exchange(NameRow row)
    {
        var (text, spans, ignored, from) = (new StringBuilder(), new List<NameSpan>(), new List<NameSpan>(), 0);
        foreach (var span in row.Spans)
        {
            Keep(span.Start);
            var value = row.Text[span.Start..span.End];
            if (Exchanged.Contains(span.Type) && !_chance.One(4))
            {
                var other = _values.Next(span.Type).Value;
                value = !value.Any(char.IsUpper) ? other.ToLowerInvariant() : value.Length > 4 && !value.Any(char.IsLower) ? other.ToUpperInvariant() : other;
            }
            spans.Add(span with { Start = text.Length, End = text.Length + value.Length });
            text.Append(value);
            from = span.End;
        }
        Keep(row.Text.Length);
        return row with { Text = text.ToString(), Spans = [.. spans], Ignored = [.. ignored] };

        void Keep(int end)
        {
            ignored.AddRange(row.Ignored.Where(span => span.Start >= from && span.End <= end).Select(span => span with { Start = span.Start - from + text.Length, End = span.End - from + text.Length }));
            text.Append(row.Text, from, end - from);
            from = end;
        }
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
