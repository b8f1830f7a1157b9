using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SaaSGate.Benchmarks.Names;

/// <summary>The corpora with names, where they are at hand.</summary>
internal sealed class NameCorpus
{
    private static readonly string[] Files = ["presidio-research", "ambientmeta", "wikigold", "btc", "wnut17", "sec-filings", "datafog", "pii-syn-nano"];

    private readonly string _root;

    public NameCorpus(string root)
    {
        _root = root;
        using var sources = JsonDocument.Parse(File.ReadAllText(Path.Combine(root, "pii", "sources.json")));
        Types = Files.ToDictionary(file => file, file => sources.RootElement.GetProperty(file).GetProperty("annotated_types").EnumerateArray().Select(type => type.GetString()!).ToHashSet());
        Rows = [.. Files.SelectMany(file => Lines(Path.Combine("pii", file + ".jsonl")).Select(line => Row(file, line)))];
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

    /// <summary>Prompts without harm, in which few names should be found.</summary>
    public IEnumerable<string> BenignPrompts() => Lines(Path.Combine("exfil", "prompts.jsonl"))
        .Where(line => line.GetProperty("label").GetString() == "benign").Select(line => line.GetProperty("text").GetString()!);

    /// <summary>Entries of a list of names.</summary>
    public string[] List(string file)
    {
        var path = Path.Combine(_root, "gazetteers", file);
        return file.EndsWith(".json", StringComparison.Ordinal) ? JsonSerializer.Deserialize<string[]>(File.ReadAllText(path))! : File.ReadAllLines(path);
    }

    private IEnumerable<JsonElement> Lines(string file) => File.ReadLines(Path.Combine(_root, file)).Select(line => JsonDocument.Parse(line).RootElement);

    private static NameRow Row(string source, JsonElement line)
    {
        var text = line.GetProperty("text").GetString()!;
        var spans = Spans(line, "spans", "type");
        var template = Template(text, spans);
        return new NameRow(source, text, spans, Spans(line, "ignore", "source_type"), template, Fold(template));
    }

    private static NameSpan[] Spans(JsonElement line, string member, string type) => !line.TryGetProperty(member, out var spans)
        ? []
        : [.. spans.EnumerateArray().Select(span => new NameSpan(span.GetProperty(type).GetString()!, span.GetProperty("start").GetInt32(), span.GetProperty("end").GetInt32())).OrderBy(span => span.Start)];

    private static string Template(string text, NameSpan[] spans)
    {
        var (template, from) = (new StringBuilder(), 0);
        foreach (var span in spans)
        {
            template.Append(text.AsSpan(from, span.Start - from)).Append('{').Append(span.Type).Append('}');
            from = span.End;
        }
        template.Append(text.AsSpan(from));
        return template.ToString();
    }

    private static int Fold(string template)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(template));
        return (int)(new BigInteger(digest, isUnsigned: true, isBigEndian: true) % NameRow.Folds);
    }
}
