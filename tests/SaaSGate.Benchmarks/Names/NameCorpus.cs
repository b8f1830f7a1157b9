using System.Text.Json;
using SaaSGate.Benchmarks.Inspection;
using SaaSGate.TestKit;

namespace SaaSGate.Benchmarks.Names;

/// <summary>The corpora with names, where they are at hand.</summary>
internal sealed class NameCorpus
{
    private static readonly string[] Files = ["presidio-research", "ambientmeta", "wikigold", "btc", "wnut17", "sec-filings", "datafog", "pii-syn-nano"];

    /// <summary>Prompts without harm, whose names <see cref="BenignNames"/> knows.</summary>
    public const string Prompts = "prompts";

    private readonly string _root;

    public NameCorpus(string root)
    {
        _root = root;
        using var sources = JsonDocument.Parse(File.ReadAllText(Path.Combine(root, "pii", "sources.json")));
        Types = Files.ToDictionary(file => file, file => sources.RootElement.GetProperty(file).GetProperty("annotated_types").EnumerateArray().Select(type => type.GetString()!).ToHashSet());
        Types.Add(Prompts, [.. BenignNames.Labelled]);
        Rows = [.. Files.SelectMany(file => Lines(Path.Combine("pii", file + ".jsonl")).Select(line => Row(file, line))), .. BenignPrompts()];
        Silver = [.. Lines(Path.Combine("pii_silver", SilverRows.Source + ".jsonl")).Select(line => SilverRows.Mend(Row(SilverRows.Source, line)))];
    }

    /// <summary>What each source marks.</summary>
    public Dictionary<string, HashSet<string>> Types { get; }

    /// <summary>Rows of all sources.</summary>
    public IReadOnlyList<NameRow> Rows { get; }

    /// <summary>Rows of a corpus whose marks are often missing or wrong: to learn from, never to score by.</summary>
    public IReadOnlyList<NameRow> Silver { get; }

    /// <summary>Texts in which nothing is marked, for how words are written.</summary>
    public IEnumerable<string> PlainTexts() => Lines(Path.Combine("pii_silver", SilverRows.Source + ".jsonl"))
        .Concat(Lines(Path.Combine("exfil", "prompts.jsonl")).Where(line => line.GetProperty("label").GetString() != "benign"))
        .Select(line => line.GetProperty("text").GetString()!);

    /// <summary>Entries of a list of names.</summary>
    public string[] List(string file)
    {
        var path = Path.Combine(_root, "gazetteers", file);
        return file.EndsWith(".json", StringComparison.Ordinal) ? JsonSerializer.Deserialize<string[]>(File.ReadAllText(path))! : File.ReadAllLines(path);
    }

    private IEnumerable<JsonElement> Lines(string file) => File.ReadLines(Path.Combine(_root, file)).Select(line => JsonDocument.Parse(line).RootElement);

    private IEnumerable<NameRow> BenignPrompts()
    {
        var names = new BenignNames();
        return BenignScores.Read(_root).Select(prompt => Row(Prompts, prompt.Text, NameSpans(names.Certain(prompt.Id)), NameSpans(names.Unsure(prompt.Id))));
    }

    private static NameRow Row(string source, JsonElement line) => Row(source, line.GetProperty("text").GetString()!, Spans(line, "spans", "type"), Spans(line, "ignore", "source_type"));

    private static NameRow Row(string source, string text, NameSpan[] spans, NameSpan[] ignored)
    {
        var template = HeldOut.Template(text, spans.Select(span => (span.Start, span.End, span.Type)));
        return new NameRow(source, text, spans, ignored, template, HeldOut.Part(template));
    }

    private static NameSpan[] NameSpans(IEnumerable<Span> spans) => [.. spans.Select(span => new NameSpan(span.Type, span.Start, span.End)).OrderBy(span => span.Start)];

    private static NameSpan[] Spans(JsonElement line, string member, string type) => !line.TryGetProperty(member, out var spans)
        ? []
        : [.. spans.EnumerateArray().Select(span => new NameSpan(span.GetProperty(type).GetString()!, span.GetProperty("start").GetInt32(), span.GetProperty("end").GetInt32())).OrderBy(span => span.Start)];
}
