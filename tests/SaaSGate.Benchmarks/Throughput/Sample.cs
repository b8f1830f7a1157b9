using System.Diagnostics;

namespace SaaSGate.Benchmarks.Throughput;

/// <summary>One measurement: a door, under a workload, for some seconds. Of the proxy's own figures there are none where there is no proxy.</summary>
internal sealed record Sample(double PerSecond, double MedianMilliseconds, double P99Milliseconds, double? CpuMicroseconds, double? AllocatedBytes)
{
    public static async Task<Sample> TakeAsync(Door door, Workload workload, byte[] expected, int connections, TimeSpan time)
    {
        using var load = new Load(door, connections);
        var before = door.SettleAsync is { } settleAsync ? await settleAsync() : null;
        var (times, elapsed) = await load.RunAsync(workload.Body, expected, time);
        var after = before is null ? null : await door.SettleAsync!();
        // The requests that made the connections count for the proxy's figures, not for the times.
        var requests = times.Length + connections;
        return new Sample(
            times.Length / elapsed.TotalSeconds,
            Milliseconds(times[times.Length / 2]),
            Milliseconds(times[(int)(times.Length * 0.99)]),
            (after?.Cpu - before?.Cpu)?.TotalMicroseconds / requests,
            after?.AllocatedBytes > 0 ? (double)(after.AllocatedBytes - before!.AllocatedBytes) / requests : null);
    }

    private static double Milliseconds(long ticks) => ticks * 1e3 / Stopwatch.Frequency;
}
