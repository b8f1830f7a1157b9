using System.Text.RegularExpressions;
using SaaSGate.TestKit;

namespace SaaSGate.Benchmarks.Inspection;

/// <summary>
/// Findings in harmless prompts, beside the values that truly stand there (<see cref="BenignTruth"/>, <see cref="BenignNames"/>).
/// Words stand between white space. The names of four fifths of the prompts were learned from.
/// </summary>
internal static partial class BenignScores
{
    private static readonly BenignNames Names = new();

    public static void Print(InspectionOptions options, Output output)
    {
        var reader = new Reader(options.Threshold);
        var (words, heldOutWords, findings) = (0, 0, new List<(string Id, string Text, Span Span)>());
        var tagged = new HashSet<(string Id, Span Span)>();
        var heldOut = Read(options.Data).Where(IsHeldOut).Select(prompt => prompt.Id).ToHashSet();
        foreach (var (id, text) in Read(options.Data))
        {
            words += Words().Count(text);
            heldOutWords += heldOut.Contains(id) ? Words().Count(text) : 0;
            foreach (var finding in reader.Findings(text).Where(finding => options.Type is null || finding.Type == options.Type))
            {
                var span = new Span(finding.Start, finding.End, finding.Type);
                findings.Add((id, text, span));
                if (Tagger.Detectors.Contains(finding.Detector))
                    tagged.Add((id, span));
            }
        }
        output.Heading($"Findings in benign prompts: {words} words, {heldOutWords} held out");
        var table = new TextTable("type", "findings", "real", "others", "per 2,000 words", "held out", "real", "others", "per 200 words", "goal");
        foreach (var type in findings.GroupBy(finding => finding.Span.Type).OrderByDescending(type => type.Count()))
            Add(type.Key, [.. type], null);
        var names = findings.FindAll(finding => Tagger.Names.Contains(finding.Span.Type));
        var structured = findings.FindAll(finding => !tagged.Contains((finding.Id, finding.Span)) && !Tagger.Names.Contains(finding.Span.Type));
        Add("structured and secrets", structured, 2000);
        Add("names, places, organisations", names, 200);
        Add("other types of the tagger", findings.FindAll(finding => tagged.Contains((finding.Id, finding.Span)) && !Tagger.Names.Contains(finding.Span.Type)), null);
        output.Table(table);
        if (options.Curve)
            output.Table(CurveOf([.. Read(options.Data).Where(prompt => heldOut.Contains(prompt.Id))], heldOutWords));
        Examples.Print("structured and secrets, not known to be real", structured.FindAll(finding => !IsReal(finding)), options.Errors, output);
        Examples.Print("names, places, organisations, not known to be real", names.FindAll(finding => !IsReal(finding)), options.Errors, output);

        void Add(string name, List<(string Id, string Text, Span Span)> of, int? goal)
        {
            var (others, kept) = (of.Count(finding => !IsReal(finding)), of.FindAll(finding => heldOut.Contains(finding.Id)));
            var keptOthers = kept.Count(finding => !IsReal(finding));
            table.Add(name, TextTable.Text(of.Count), TextTable.Text(of.Count - others), TextTable.Text(others), Rate(others, words, 2000),
                TextTable.Text(kept.Count), TextTable.Text(kept.Count - keptOthers), TextTable.Text(keptOthers), Rate(keptOthers, heldOutWords, 200),
                goal switch
                {
                    null => "",
                    200 => $"under 1 held out {Met(keptOthers * 200.0 / heldOutWords)}",
                    _ => $"under 1 {Met(others * (double)goal / words)}",
                });
        }

        static string Rate(int others, int of, double per) => TextTable.Text(others * per / of, "0.00");

        static string Met(double rate) => rate < 1 ? "met" : "MISSED";
    }

    /// <summary>Whether no weights were learned of a prompt and its names.</summary>
    private static bool IsHeldOut((string Id, string Text) prompt) =>
        HeldOut.Holds(HeldOut.Template(prompt.Text, Names.Certain(prompt.Id).Select(name => (name.Start, name.End, name.Type))));

    /// <summary>Names beside those that stand there, and the false ones in 200 words, at thresholds from low to high.</summary>
    private static TextTable CurveOf(List<(string Id, string Text)> prompts, int words)
    {
        var scored = Curve.Thresholds.ToDictionary(threshold => threshold, threshold => Score(prompts, new Reader(threshold)));
        var table = Curve.Of([.. Tagger.Names.Select(type => (type, (Func<double, Tally>)(threshold => scored[threshold][type])))]);
        table.Add(["others per 200 words", .. Curve.Thresholds.Select(threshold => TextTable.Text(scored[threshold].Values.Sum(tally => tally.False) * 200.0 / words, "0.00"))]);
        return table;
    }

    private static Dictionary<string, Tally> Score(List<(string Id, string Text)> prompts, Reader reader)
    {
        var tallies = Tagger.Names.ToDictionary(type => type, _ => new List<Tally>());
        foreach (var (id, text) in prompts)
        {
            var found = reader.Spans(text).ToList();
            foreach (var (type, all) in tallies)
            {
                var standing = Names.Of(id, type).ToList();
                var hits = standing.Count(name => BenignNames.IsFound(name, found));
                all.Add(new Tally(hits, found.Count(span => span.Type == type && !Names.Holds(id, span)), standing.Count - hits));
            }
        }
        return tallies.ToDictionary(each => each.Key, each => Tally.Sum(each.Value));
    }

    private static bool IsReal((string Id, string Text, Span Span) finding) =>
        BenignTruth.Holds(finding.Id, finding.Span.Type) || Names.Holds(finding.Id, finding.Span);

    /// <summary>Id and text of each benign prompt.</summary>
    public static IEnumerable<(string Id, string Text)> Read(string data) =>
        from prompt in JsonLines.Read(Path.Combine(data, "exfil", "prompts.jsonl"))
        where prompt.GetProperty("label").GetString() == "benign"
        select (prompt.GetProperty("id").GetString()!, prompt.GetProperty("text").GetString()!);

    [GeneratedRegex(@"\S+")]
    private static partial Regex Words();
}
