using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using SaaSGate.Inspection;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Benchmarks.Inspection;

/// <summary>
/// What masking adds to each delta of a stream, one delta a write, and what it allocates once a stream runs: beside a
/// policy without rules, which masks nothing, over the same events.
/// </summary>
internal static class StreamSpeed
{
    private const int DeltaUnits = 12, Deltas = 20_000, WarmUps = 2_000, Rounds = 5;

    public static void Print(InspectionOptions options, Output output)
    {
        var deltas = Events(CleanText.Read(options.Data, DeltaUnits * (Deltas + WarmUps)));
        var lanes = new (string Name, Inspector Inspector, List<Figures> Figures)[]
        {
            ("no rules", Inspector([]), []),
            ("structured and secrets", Inspector(Tagger.OtherTypes), []),
            ("all, names too", Inspector(TextInspector.Types), []),
        };
        for (var round = 0; round <= Rounds; round++)
            foreach (var (_, inspector, figures) in lanes)
                if (Measure(inspector, deltas) is var measured && round > 0)
                    figures.Add(measured);
        output.Heading($"Streams: {DeltaUnits} units a delta, one delta a write");
        var table = new TextTable("", "median µs", "added µs", "p99 µs", "times no rules", "bytes allocated a delta", "values masked", "goal");
        var bare = Middle(lanes[0].Figures, figures => figures.Median);
        foreach (var (name, _, figures) in lanes)
        {
            var (median, bytes) = (Middle(figures, each => each.Median), Middle(figures, each => each.Bytes));
            table.Add(name, TextTable.Text(median, "0.00"), TextTable.Text(median - bare, "0.00"), TextTable.Text(Middle(figures, each => each.P99), "0.00"), TextTable.Text(median / bare, "0.0"), TextTable.Text(bytes, "0.##"), TextTable.Text(Middle(figures, each => each.Values), "0"),
                name == lanes[0].Name ? "" : $"added under 20 {(median - bare < 20 ? "met" : "MISSED")}, 0 bytes {(bytes == 0 ? "met" : "MISSED")}");
        }
        output.Table(table);
    }

    private static Inspector Inspector(IEnumerable<string> types)
    {
        var policy = types.Any() ? $"rules: [{{ name: mask-all, on: both, when: {{ findings: [{string.Join(", ", types)}] }}, then: mask }}]" : "rules: []";
        return new Inspector(PolicySet.Compile([new PolicySource("pol_benchmark", "benchmark", 1, policy)]).Policy!, Reader.Keys, Reader.Skill);
    }

    private static List<byte[]> Events(List<string> texts) =>
    [
        .. from text in texts
           from start in Enumerable.Range(0, text.Length / DeltaUnits)
           let delta = JsonEncodedText.Encode(text.AsSpan(start * DeltaUnits, DeltaUnits)).ToString()
           select Encoding.UTF8.GetBytes(
               $$$"""
               event: content_block_delta
               data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{{{delta}}}"}}


               """),
    ];

    private static Figures Measure(Inspector inspector, List<byte[]> deltas)
    {
        var masker = inspector.CreateStreamMasker();
        var output = new ArrayBufferWriter<byte>(1 << 16);
        masker.Write(
            """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[],"stop_reason":null,"usage":{"input_tokens":1,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}


            """u8,
            output);
        var times = new long[Deltas];
        var before = 0L;
        for (var i = -WarmUps; i < Deltas; i++)
        {
            if (i == 0)
                before = GC.GetAllocatedBytesForCurrentThread();
            output.ResetWrittenCount();
            var start = Stopwatch.GetTimestamp();
            masker.Write(deltas[WarmUps + i], output);
            if (i >= 0)
                times[i] = Stopwatch.GetTimestamp() - start;
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Array.Sort(times);
        return new Figures(Microseconds(times[Deltas / 2]), Microseconds(times[Deltas * 99 / 100]), (double)allocated / Deltas, masker.Findings.Count);
    }

    private static double Middle(List<Figures> rounds, Func<Figures, double> figure) => rounds.Select(figure).Order().ElementAt(rounds.Count / 2);

    private static double Microseconds(long ticks) => ticks * 1e6 / Stopwatch.Frequency;

    private sealed record Figures(double Median, double P99, double Bytes, double Values);
}
