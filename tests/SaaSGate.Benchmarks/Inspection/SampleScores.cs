using System.Text.Json;
using SaaSGate.Inspection;

namespace SaaSGate.Benchmarks.Inspection;

/// <summary>
/// Secrets in short samples, each of which tests one published rule. A finding is one of type API_KEY or PASSWORD.
/// <para>
/// A secret with a span is found as everywhere; one without is found by any finding in its text. What is found beside a
/// secret counts for nothing: the sample does not say whether it is one. A sample that is not secret counts only against its
/// own rule: see <see cref="OwnRule"/>. Samples of the rule <c>ip_public</c> are addresses, not secrets, and are left out.
/// </para>
/// </summary>
internal static class SampleScores
{
    private const string AddressRule = "ip_public";

    public static void Print(InspectionOptions options, Output output)
    {
        var (tally, strict, harmless, left, misses, falses) = Score(options.Data, options.Threshold);
        output.Heading("Secrets in samples");
        var table = new TextTable("", "secrets", "found", "not secret", "false", "precision", "goal", "recall", "goal");
        table.Add(["each against its own rule", .. Cells(tally), Goals.Text(0.95, tally.Precision, ""), TextTable.Text(tally.Recall), Goals.Text(0.90, tally.Recall, "")]);
        table.Add(["any finding counts", .. Cells(strict), "", TextTable.Text(strict.Recall)]);
        output.Table(table);
        output.Paragraph($"{left} samples of public and private addresses are left out: they are no secrets.");
        if (options.Curve)
            output.Table(Curve.Of("each against its own rule", threshold => Score(options.Data, threshold).Tally));
        Examples.Print("missed", misses, options.Errors, output);
        Examples.Print("false", falses, options.Errors, output);

        string[] Cells(Tally of) => [TextTable.Text(of.Gold), TextTable.Text(of.Hits), TextTable.Text(harmless), TextTable.Text(of.False), TextTable.Text(of.Precision)];
    }

    private static Scores Score(string data, double threshold)
    {
        var reader = new Reader(threshold);
        var (hits, missed, wrong, anyFinding, harmless, left) = (0, 0, 0, 0, 0, 0);
        var (misses, falses) = (new List<(string, string, Span)>(), new List<(string, string, Span)>());
        foreach (var sample in JsonLines.Read(Path.Combine(data, "secrets", "samples.jsonl")))
        {
            var (id, text, rule) = (sample.GetProperty("id").GetString()!, sample.GetProperty("text").GetString()!, sample.GetProperty("rule").GetString()!);
            if (rule == AddressRule)
            {
                left++;
                continue;
            }
            var findings = reader.Findings(text).Where(finding => Secrets.Types.Contains(finding.Type)).ToList();
            if (sample.GetProperty("label").GetString() == "secret")
            {
                var gold = Spans(sample, text);
                var found = gold.Count(span => findings.Exists(finding => Found(finding, span, sample)));
                hits += found;
                missed += gold.Count - found;
                if (found < gold.Count)
                    misses.Add((id, text, gold[0] with { Type = rule }));
                continue;
            }
            harmless++;
            anyFinding += findings.Count > 0 ? 1 : 0;
            var own = findings.FindAll(finding => OwnRule.Is(rule, finding.Detector));
            wrong += own.Count > 0 ? 1 : 0;
            falses.AddRange(own.Take(1).Select(finding => (id, text, new Span(finding.Start, finding.End, rule))));
        }
        return new Scores(new Tally(hits, wrong, missed), new Tally(hits, anyFinding, missed), harmless, left, misses, falses);
    }

    private static List<Span> Spans(JsonElement sample, string text) => sample.GetProperty("spans") is { ValueKind: JsonValueKind.Array } spans
        ? [.. spans.EnumerateArray().Select(span => new Span(span.GetProperty("start").GetInt32(), span.GetProperty("end").GetInt32(), ""))]
        : [new Span(0, text.Length, "")];

    private static bool Found(Finding finding, Span span, JsonElement sample) =>
        sample.GetProperty("spans").ValueKind == JsonValueKind.Null || span.Meets(new Span(finding.Start, finding.End, ""));

    private sealed record Scores(Tally Tally, Tally Strict, int Harmless, int LeftOut, List<(string, string, Span)> Misses, List<(string, string, Span)> Falses);
}
