using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Detection.Names;

namespace SaaSGate.Benchmarks.Names;

/// <summary>
/// Compares what the detector finds with what people found: a hit is the same type and covers at least half of both spans.
/// </summary>
internal sealed class NameScores(NameCorpus corpus)
{
    private const double Repeats = 0.2;

    private readonly Dictionary<(string, string), double> _shares = corpus.Rows.GroupBy(row => (row.Source, row.Template)).ToDictionary(rows => rows.Key, rows => Math.Pow(rows.Count(), Repeats - 1));
    private readonly Dictionary<string, double> _gold = [];
    private readonly SortedDictionary<string, (int Hits, int Found, int Gold)> _counts = new(StringComparer.Ordinal);

    /// <summary>What each found value was: its type, the probability it came with, and whether it was right.</summary>
    public List<NameGuess> Guesses { get; } = [];

    public static List<NameSpan> Find(NameDetector detector, string text)
    {
        detector.Reset();
        var spans = new List<NameSpan>();
        var view = new TextView(text, final: true);
        for (var from = 0; detector.TryFind(view, from, out var found, out _); from = found.End)
            spans.Add(new NameSpan(found.Kind.Type, found.Start, found.End, found.Score));
        return spans;
    }

    public void Add(NameRow row, IEnumerable<NameSpan> found, double threshold)
    {
        var types = corpus.Types[row.Source];
        var open = row.Spans.Where(span => NameTags.Types.Contains(span.Type)).ToList();
        var share = _shares[(row.Source, row.Template)];
        foreach (var span in open)
        {
            Count(row.Source, span.Type, 0, 0, 1);
            _gold[$"{row.Source} {span.Type}"] = Gold(row.Source, span.Type) + share;
        }
        foreach (var span in found.Where(span => types.Contains(span.Type) && !row.Ignored.Any(ignored => ignored.Start < span.End && ignored.End > span.Start)))
        {
            var hit = open.FindIndex(gold => gold.Type == span.Type && Covers(gold, span));
            Guesses.Add(new NameGuess(row.Source, span.Type, span.Score, hit >= 0, share));
            if (span.Score < threshold)
                continue;
            if (hit >= 0)
                open.RemoveAt(hit);
            Count(row.Source, span.Type, hit >= 0 ? 1 : 0, 1, 0);
        }
    }

    public void Print()
    {
        foreach (var (name, (hits, found, gold)) in _counts)
            if (found + gold > 0)
                Console.WriteLine($"{name,-32} P {Share(hits, found):0.000}  R {Share(hits, gold):0.000}  F1 {Share(2 * hits, found + gold):0.000}  ({hits} of {gold}, {found - hits} false)");
    }

    private static bool Covers(NameSpan a, NameSpan b)
    {
        var shared = Math.Min(a.End, b.End) - Math.Max(a.Start, b.Start);
        return 2 * shared >= a.End - a.Start && 2 * shared >= b.End - b.Start;
    }

    /// <summary>What the values people found in a source count together.</summary>
    public double Gold(string source, string type) => _gold.GetValueOrDefault($"{source} {type}");

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;

    private void Count(string source, string type, int hits, int found, int gold)
    {
        foreach (var name in (string[])[$"{source} {type}", $"{source} (all)"])
        {
            var count = _counts.GetValueOrDefault(name);
            _counts[name] = (count.Hits + hits, count.Found + found, count.Gold + gold);
        }
    }
}
