using System.Text.Json;

namespace SaaSGate.Benchmarks.Inspection;

/// <summary>
/// Secrets in whole files beside what another scanner finds there: a reference, not the truth. Expectations are places in a
/// line, each place once. A finding of several lines is as many pieces; those of them that nobody expects count as false only
/// where no piece of it is expected. Expectations whose place is not where their value stands are left out.
/// </summary>
internal static class FileScores
{
    public static void Print(InspectionOptions options, Output output)
    {
        var (tally, rules, misses, falses) = Score(options.Data, options.Threshold);
        output.Heading("Secrets in files, beside CredSweeper's expectations");
        var table = new TextTable("", "expected", "found", "false", "precision", "recall", "F1", "goal");
        table.Add("together", TextTable.Text(tally.Gold), TextTable.Text(tally.Hits), TextTable.Text(tally.False), TextTable.Text(tally.Precision), TextTable.Text(tally.Recall), TextTable.Text(tally.F1),
            Goals.Text(0.86, tally.F1, ""));
        foreach (var (rule, of) in rules.Where(rule => options.Errors > 0 || rule.Value.Gold >= 5))
            table.Add(rule, TextTable.Text(of.Gold), TextTable.Text(of.Hits), "", "", TextTable.Text(of.Recall));
        output.Table(table);
        if (options.Curve)
            output.Table(Curve.Of("together", threshold => Score(options.Data, threshold).Tally));
        Examples.Print("missed", misses, options.Errors, output);
        Examples.Print("false", falses, options.Errors, output);
    }

    private static Scores Score(string data, double threshold)
    {
        var reader = new Reader(threshold);
        var tally = default(Tally);
        var (misses, falses) = (new List<(string, string, Span)>(), new List<(string, string, Span)>());
        var rules = new SortedDictionary<string, Tally>(StringComparer.Ordinal);
        foreach (var file in JsonLines.Read(Path.Combine(data, "secrets", "credsweeper_files.jsonl")))
        {
            var (id, text) = (file.GetProperty("id").GetString()!, file.GetProperty("text").GetString()!);
            var lines = Lines(text);
            var missed = Expected(file, text, lines);
            foreach (var finding in reader.Findings(text).Where(finding => Secrets.Types.Contains(finding.Type)))
            {
                var found = 0;
                foreach (var piece in Pieces(new Span(finding.Start, finding.End, finding.Type), text, lines))
                {
                    var at = missed.FindIndex(piece.Meets);
                    if (at < 0)
                        continue;
                    Add(missed[at].Type, new Tally(1, 0, 0));
                    missed.RemoveAt(at);
                    found++;
                }
                tally += new Tally(found, found == 0 ? 1 : 0, 0);
                if (found == 0)
                    falses.Add((id, text, new Span(finding.Start, finding.End, finding.Detector)));
            }
            tally += new Tally(0, 0, missed.Count);
            missed.ForEach(span => Add(span.Type, new Tally(0, 0, 1)));
            misses.AddRange(missed.Select(span => (id, text, span)));
        }
        return new Scores(tally, rules, misses, falses);

        void Add(string rule, Tally more) => rules[rule] = rules.GetValueOrDefault(rule) + more;
    }

    /// <summary>Where each line begins, and where it would begin behind the last.</summary>
    private static List<int> Lines(string text)
    {
        var lines = new List<int> { 0 };
        for (var at = text.IndexOf('\n', StringComparison.Ordinal); at >= 0; at = text.IndexOf('\n', at + 1))
            lines.Add(at + 1);
        lines.Add(text.Length + 1);
        return lines;
    }

    private static List<Span> Expected(JsonElement file, string text, List<int> lines)
    {
        var places = new Dictionary<(int, int), Span>();
        foreach (var expected in file.GetProperty("expected").EnumerateArray())
        {
            var line = expected.GetProperty("line_num").GetInt32();
            var (start, end) = (expected.GetProperty("start").GetInt32(), expected.GetProperty("end").GetInt32());
            if (line >= lines.Count || start < 0 || lines[line - 1] + end > text.Length
                || text[(lines[line - 1] + start)..(lines[line - 1] + end)] != expected.GetProperty("value").GetString())
                continue;
            places.TryAdd((lines[line - 1] + start, lines[line - 1] + end), new Span(lines[line - 1] + start, lines[line - 1] + end, expected.GetProperty("rule").GetString()!));
        }
        return [.. places.Values];
    }

    private static IEnumerable<Span> Pieces(Span span, string text, List<int> lines)
    {
        for (var line = 0; line + 1 < lines.Count; line++)
        {
            var (start, end) = (Math.Max(span.Start, lines[line]), Math.Min(span.End, lines[line + 1] - 1));
            while (start < end && char.IsWhiteSpace(text[start]))
                start++;
            while (end > start && char.IsWhiteSpace(text[end - 1]))
                end--;
            if (start < end)
                yield return span with { Start = start, End = end };
        }
    }

    private sealed record Scores(Tally Tally, SortedDictionary<string, Tally> Rules, List<(string, string, Span)> Misses, List<(string, string, Span)> Falses);
}
