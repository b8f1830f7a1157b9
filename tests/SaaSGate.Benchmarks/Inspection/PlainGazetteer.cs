using System.Text.Json;
using System.Text.RegularExpressions;

namespace SaaSGate.Benchmarks.Inspection;

/// <summary>
/// What a list of names alone finds, to compare with: runs of capitalised words, the longest entry first. A first name takes the
/// surnames that follow it.
/// </summary>
internal sealed partial class PlainGazetteer
{
    private const int LongestEntry = 3;
    private static readonly string[] Sources = ["btc", "wnut17", "sec-filings"];
    private readonly HashSet<string> _first = [], _last = [], _places = [];

    private PlainGazetteer(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            var entries = file.EndsWith(".json", StringComparison.Ordinal) ? JsonSerializer.Deserialize<string[]>(File.ReadAllText(file))! : File.ReadAllLines(file);
            var name = Path.GetFileName(file);
            var list = name.StartsWith("first", StringComparison.Ordinal) || name.StartsWith("well", StringComparison.Ordinal) ? _first : name.StartsWith("surnames", StringComparison.Ordinal) ? _last : _places;
            list.UnionWith(entries.Select(entry => entry.Trim().ToUpperInvariant()));
        }
    }

    /// <summary>Prints how it does where people marked names in tweets and filings, beside the detectors.</summary>
    public static void Print(InspectionOptions options, Output output)
    {
        var sources = GoldSource.Read(Path.Combine(options.Data, "pii"), options.Source).Where(source => Sources.Contains(source.Name)).ToList();
        if (sources.Count == 0)
            return;
        output.Heading("Names beside those of a plain gazetteer: held-out texts, F1 together");
        var (gazetteer, reader) = (new PlainGazetteer(Path.Combine(options.Data, "gazetteers")), new Reader(options.Threshold));
        var table = new TextTable("source", "values", "gazetteer", "detectors");
        foreach (var source in sources)
        {
            var rows = source.Rows.Where(row => row.IsHeldOut).ToList();
            var (plain, ours) = (Score(rows, gazetteer.Find), Score(rows, reader.Spans));
            table.Add(source.Name, TextTable.Text(plain.Gold), TextTable.Text(plain.F1), TextTable.Text(ours.F1));
        }
        output.Table(table);
    }

    private static Tally Score(List<GoldRow> rows, Func<string, IEnumerable<Span>> find) =>
        Tally.Sum(rows.Select(row => Match.Of(find(row.Text).Where(span => row.Types.Contains(span.Type)), row.Spans, row.Ignore).Tally()));

    private IEnumerable<Span> Find(string text)
    {
        var words = Capitalised().Matches(text);
        for (var i = 0; i < words.Count;)
        {
            var (type, count) = Longest(text, words, i);
            if (count == 0)
            {
                i++;
                continue;
            }
            yield return new Span(words[i].Index, words[i + count - 1].Index + words[i + count - 1].Length, type);
            i += count;
        }
    }

    private (string Type, int Count) Longest(string text, MatchCollection words, int at)
    {
        for (var count = LongestEntry; count > 0; count--)
        {
            if (!Adjoin(text, words, at, count))
                continue;
            var entry = text[words[at].Index..(words[at + count - 1].Index + words[at + count - 1].Length)].ToUpperInvariant();
            if (_places.Contains(entry))
                return ("LOCATION", count);
            if (_first.Contains(entry) || _last.Contains(entry) || IsFullName(words, at, count))
                return ("PERSON", count);
        }
        return ("", 0);
    }

    private bool IsFullName(MatchCollection words, int at, int count) => count > 1 && _first.Contains(words[at].Value.ToUpperInvariant())
        && Enumerable.Range(at + 1, count - 1).All(i => _last.Contains(words[i].Value.ToUpperInvariant()));

    /// <summary>Whether so many capitalised words follow with one space between.</summary>
    private static bool Adjoin(string text, MatchCollection words, int at, int count) => at + count <= words.Count
        && Enumerable.Range(at, count - 1).All(i => words[i + 1].Index == words[i].Index + words[i].Length + 1 && text[words[i].Index + words[i].Length] == ' ');

    [GeneratedRegex(@"\b\p{Lu}[\p{L}']*")]
    private static partial Regex Capitalised();
}
