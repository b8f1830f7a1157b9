using System.Text.RegularExpressions;

namespace SaaSGate.Benchmarks.Inspection;

/// <summary>
/// Findings in harmless prompts. What is truly there is not labelled, so every finding counts: the figure is the most that
/// can be false. Words are runs of letters, digits and marks between white space.
/// </summary>
internal static partial class BenignScores
{
    public static void Print(InspectionOptions options, Output output)
    {
        var reader = new Reader(options.Threshold);
        var (words, findings) = (0, new List<(string Id, string Text, Span Span)>());
        foreach (var (id, text) in Read(options.Data))
        {
            words += Words().Count(text);
            findings.AddRange(reader.Spans(text).Where(span => options.Type is null || span.Type == options.Type).Select(span => (id, text, span)));
        }
        output.Heading($"Findings in benign prompts: {words} words");
        var table = new TextTable("type", "findings", "per 2,000 words", "per 200 words", "goal");
        foreach (var type in findings.GroupBy(finding => finding.Span.Type).OrderByDescending(type => type.Count()))
            table.Add([type.Key, .. Cells(type.Count())]);
        var names = findings.FindAll(finding => TaggedTypes.All.Contains(finding.Span.Type));
        table.Add(["names, places, organisations", .. Cells(names.Count), Goal(names.Count * 200.0 / words)]);
        table.Add(["structured and secrets", .. Cells(findings.Count - names.Count), Goal((findings.Count - names.Count) * 2000.0 / words)]);
        output.Table(table);
        Examples.Print("structured and secrets", findings.FindAll(finding => !TaggedTypes.All.Contains(finding.Span.Type)), options.Errors, output);
        Examples.Print("names, places, organisations", names, options.Errors, output);

        string[] Cells(int count) => [TextTable.Text(count), TextTable.Text(count * 2000.0 / words, "0.00"), TextTable.Text(count * 200.0 / words, "0.00")];
        static string Goal(double rate) => rate < 1 ? "under 1 met" : "under 1 MISSED";
    }

    /// <summary>Id and text of each benign prompt.</summary>
    public static IEnumerable<(string Id, string Text)> Read(string data) =>
        from prompt in JsonLines.Read(Path.Combine(data, "exfil", "prompts.jsonl"))
        where prompt.GetProperty("label").GetString() == "benign"
        select (prompt.GetProperty("id").GetString()!, prompt.GetProperty("text").GetString()!);

    [GeneratedRegex(@"\S+")]
    private static partial Regex Words();
}
