using System.Diagnostics;

namespace SaaSGate.Benchmarks.Spool;

/// <summary>One run: how many records in how long, each one's time, and how many calls of fdatasync they took.</summary>
internal sealed record Measurement(double PerSecond, double MedianMicroseconds, double P99Microseconds, double SyncsPerRecord)
{
    /// <summary>Lets writers append one after the other for a time. An append may complete at once or later.</summary>
    public static async Task<Measurement> RunAsync(int writers, TimeSpan time, Func<int, ValueTask> append, Func<int> syncs)
    {
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => WriteAsync(writer, TimeSpan.FromMilliseconds(200), append)));
        var (before, start) = (syncs(), Stopwatch.GetTimestamp());
        var each = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => WriteAsync(writer, time, append)));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var all = each.SelectMany(times => times).ToArray();
        Array.Sort(all);
        return new Measurement(
            all.Length / seconds,
            Microseconds(all[all.Length / 2]),
            Microseconds(all[(int)(all.Length * 0.99)]),
            (double)(syncs() - before) / all.Length);
    }

    /// <summary>The run in the middle by throughput.</summary>
    public static Measurement Middle(IEnumerable<Measurement> runs) => runs.OrderBy(run => run.PerSecond).ToArray() is var sorted ? sorted[sorted.Length / 2] : null!;

    private static Task<List<long>> WriteAsync(int writer, TimeSpan time, Func<int, ValueTask> append) => Task.Run(async () =>
    {
        var times = new List<long>(1 << 16);
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < time;)
        {
            var began = Stopwatch.GetTimestamp();
            await append(writer);
            times.Add(Stopwatch.GetTimestamp() - began);
        }
        return times;
    });

    private static double Microseconds(long ticks) => ticks * 1e6 / Stopwatch.Frequency;
}
