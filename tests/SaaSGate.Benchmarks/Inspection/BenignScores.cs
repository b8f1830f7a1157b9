using System.Text.RegularExpressions;

namespace SaaSGate.Benchmarks.Inspection;

/// <summary>
/// Findings in harmless prompts. Structured values that are truly there were read by hand (<see cref="BenignTruth"/>); names
/// were not, so for them every finding counts and the figure is the most that can be false. Words stand between white space.
/// </summary>
internal static partial class BenignScores
{
    public static void Print(InspectionOptions options, Output output)
    {
        var reader = new Reader(options.Threshold);
        var (words, findings) = (0, new List<(string Id, string Text, Span Span)>());
        var tagged = new HashSet<(string Id, Span Span)>();
        foreach (var (id, text) in Read(options.Data))
        {
            words += Words().Count(text);
            foreach (var finding in reader.Findings(text).Where(finding => options.Type is null || finding.Type == options.Type))
            {
                var span = new Span(finding.Start, finding.End, finding.Type);
                findings.Add((id, text, span));
                if (Tagger.Detectors.Contains(finding.Detector))
                    tagged.Add((id, span));
            }
        }
        output.Heading($"Findings in benign prompts: {words} words");
        var table = new TextTable("type", "findings", "real", "others", "per 2,000 words", "per 200 words", "goal");
        foreach (var type in findings.GroupBy(finding => finding.Span.Type).OrderByDescending(type => type.Count()))
            Add(type.Key, [.. type], null);
        var names = findings.FindAll(finding => Tagger.Names.Contains(finding.Span.Type));
        var structured = findings.FindAll(finding => !tagged.Contains((finding.Id, finding.Span)) && !Tagger.Names.Contains(finding.Span.Type));
        Add("structured and secrets", structured, 2000);
        Add("names, places, organisations", names, 200);
        Add("other types of the tagger", findings.FindAll(finding => tagged.Contains((finding.Id, finding.Span)) && !Tagger.Names.Contains(finding.Span.Type)), null);
        output.Table(table);
        output.Paragraph("Names that really stand there are not known: all that are found count as others.");
        Examples.Print("structured and secrets, not known to be real", structured.FindAll(finding => !IsReal(finding)), options.Errors, output);
        Examples.Print("names, places, organisations", names, options.Errors, output);

        void Add(string name, List<(string Id, string Text, Span Span)> of, int? goal)
        {
            var others = of.Count(finding => !IsReal(finding));
            var cells = (string[])[name, TextTable.Text(of.Count), TextTable.Text(of.Count - others), TextTable.Text(others), Rate(2000), Rate(200)];
            table.Add([.. cells, goal is { } each ? $"under 1 {(others * (double)each / words < 1 ? "met" : "MISSED")}" : ""]);

            string Rate(double per) => TextTable.Text(others * per / words, "0.00");
        }
    }

    private static bool IsReal((string Id, string Text, Span Span) finding) => BenignTruth.Holds(finding.Id, finding.Span.Type);

    /// <summary>Id and text of each benign prompt.</summary>
    public static IEnumerable<(string Id, string Text)> Read(string data) =>
        from prompt in JsonLines.Read(Path.Combine(data, "exfil", "prompts.jsonl"))
        where prompt.GetProperty("label").GetString() == "benign"
        select (prompt.GetProperty("id").GetString()!, prompt.GetProperty("text").GetString()!);

    [GeneratedRegex(@"\S+")]
    private static partial Regex Words();
}
