using System.Text.Json;
using SaaSGate.Benchmarks.Inspection;
using SaaSGate.TestKit;

namespace SaaSGate.Benchmarks.Store;

/// <summary>Sentences of the public corpora, written as JSON strings without their quotes: what conversations are made of.</summary>
internal sealed class StoreText
{
    private const int Shortest = 20, Longest = 4000;
    private readonly List<string> _pieces = [];

    /// <exception cref="InvalidOperationException">The corpora are not here.</exception>
    public StoreText()
    {
        var folder = Corpora.Find() ?? throw new InvalidOperationException("The corpora are not here: name their folder in SAASGATE_CORPORA.");
        var files = Directory.EnumerateFiles(Path.Combine(folder, "pii"), "*.jsonl").Order(StringComparer.Ordinal).Append(Path.Combine(folder, "exfil", "prompts.jsonl"));
        foreach (var row in files.SelectMany(JsonLines.Read))
            if (row.GetProperty("text").GetString() is { Length: >= Shortest and <= Longest } text)
                _pieces.Add(JsonEncodedText.Encode(text.Replace("\0", "", StringComparison.Ordinal)).ToString());
    }

    /// <summary>Pieces of at least that many characters together, the last one whole.</summary>
    public string Take(Random random, int characters)
    {
        var text = _pieces[random.Next(_pieces.Count)];
        while (text.Length < characters)
            text = $"{text}\\n{_pieces[random.Next(_pieces.Count)]}";
        return text;
    }
}
