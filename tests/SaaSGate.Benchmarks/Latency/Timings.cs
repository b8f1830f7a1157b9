using System.Diagnostics;
using System.Globalization;

namespace SaaSGate.Benchmarks.Latency;

/// <summary>Times of one thing, measured again and again.</summary>
internal sealed class Timings(string name)
{
    private readonly List<TimeSpan> _all = [];
    private readonly Lock _gate = new();

    /// <summary>Notes the time from a stopwatch timestamp until now.</summary>
    public void AddSince(long began) => Add(Stopwatch.GetElapsedTime(began));

    /// <summary>Notes a time; from any thread.</summary>
    public void Add(TimeSpan time)
    {
        lock (_gate)
            _all.Add(time);
    }

    /// <summary>Notes the time between two stopwatch timestamps.</summary>
    public void Add(long began, long ended) => _all.Add(Stopwatch.GetElapsedTime(began, ended));

    /// <summary>A line of a Markdown table: median, 99th percentile, longest; milliseconds.</summary>
    public override string ToString()
    {
        TimeSpan[] sorted = [.. _all.Order()];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name,-20} | {Median(sorted),9:0.00} | {sorted[(int)Math.Ceiling(sorted.Length * 0.99) - 1].TotalMilliseconds,7:0.00} | {sorted[^1].TotalMilliseconds,10:0.00} |");
    }

    private static double Median(TimeSpan[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]).TotalMilliseconds / 2;
}
