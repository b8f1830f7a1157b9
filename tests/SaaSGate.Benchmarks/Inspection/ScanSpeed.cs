using System.Diagnostics;
using System.Text;
using SaaSGate.Inspection;
using SaaSGate.Inspection.Detection;
using SaaSGate.Inspection.Masking;

namespace SaaSGate.Benchmarks.Inspection;

/// <summary>
/// How many bytes of clean text one core inspects in a second, by the time that this process really had a processor, beside
/// plain passes over the same text in the same rounds. Middle of all rounds.
/// </summary>
internal static class ScanSpeed
{
    private const int Rounds = 7, Units = 4 << 20;

    public static void Print(InspectionOptions options, Output output)
    {
        var texts = CleanText.Read(options.Data, Units);
        var bytes = texts.ConvertAll(Encoding.UTF8.GetBytes);
        var total = bytes.Sum(text => (long)text.Length);
        var units = new char[texts.Max(text => text.Length)];
        var (structured, all) = (Scanner(at => !Tagger.Is(BuiltInDetectors.All[at])), Scanner(_ => true));
        var lanes = new (string Name, Action Run, double? Goal, List<double> Rates)[]
        {
            ("one search for a character", () => texts.ForEach(text => text.AsSpan().IndexOf('\u0001')), null, []),
            ("UTF-8 to UTF-16", () => bytes.ForEach(text => Encoding.UTF8.GetChars(text, units)), null, []),
            ("structured and secrets", () => texts.ForEach(text => Scan(structured, text)), 150, []),
            ("all, names too", () => texts.ForEach(text => Scan(all, text)), 8, []),
        };
        foreach (var (_, run, _, _) in lanes)
            run();
        for (var round = 0; round < Rounds; round++)
            foreach (var (_, run, _, rates) in lanes)
                rates.Add(Rate(run, total));
        output.Heading($"Speed on one core: {total / 1e6:0.0} MB of clean text, {texts.Distinct().Count()} different texts");
        var baseline = Middle(lanes[1].Rates);
        var table = new TextTable("", "MB/s", "slowest", "fastest", "of UTF-8 to UTF-16", "goal");
        foreach (var (name, _, goal, rates) in lanes)
            table.Add(name, TextTable.Text(Middle(rates), "0"), TextTable.Text(rates.Min(), "0"), TextTable.Text(rates.Max(), "0"), TextTable.Text(Middle(rates) / baseline, "0.000"),
                goal is { } least ? $"{least:0} {(Middle(rates) >= least ? "met" : "MISSED")}" : "");
        output.Table(table);
        output.Table(Each(texts, total));
    }

    /// <summary>Each detector alone: what it adds to every unit of clean text, dearest first.</summary>
    private static TextTable Each(List<string> texts, long total)
    {
        var table = new TextTable("detector alone", "MB/s", "ns a byte");
        var rates = BuiltInDetectors.All.Select((detector, index) =>
        {
            var scanner = Scanner(at => at == index);
            return (detector.GetType().Name, Rate: Rate(() => texts.ForEach(text => Scan(scanner, text)), total));
        });
        foreach (var (name, rate) in rates.OrderBy(each => each.Rate))
            table.Add(name, TextTable.Text(rate, "0"), TextTable.Text(1000 / rate));
        return table;
    }

    /// <summary>A scanner for all types in which only some detectors, by their place in the list, look for anything.</summary>
    private static ValueScanner Scanner(Func<int, bool> runs)
    {
        var plan = new MaskPlan(TextInspector.Types.Select(type => (type, new MaskPlan.Treatment("", Masked: true, TextInspector.DefaultThreshold, MaskOperator.Label))));
        for (var i = 0; i < plan.Detectors.Length; i++)
            if (!runs(i))
                plan.Detectors[i] = new SilentDetector();
        return new ValueScanner(plan, new Labeller(Reader.Keys, Reader.Skill));
    }

    private static void Scan(ValueScanner scanner, string text)
    {
        scanner.Reset();
        scanner.Append(text);
        scanner.Scan(final: true);
    }

    /// <summary>Megabytes a second; runs as often as fills a tenth of a second.</summary>
    private static double Rate(Action run, long bytes)
    {
        var (runs, start, before) = (0, Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        do
        {
            run();
            runs++;
        }
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromMilliseconds(200));
        return bytes * runs / 1e6 / (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    private static double Middle(List<double> rates) => rates.Order().ElementAt(rates.Count / 2);
}
