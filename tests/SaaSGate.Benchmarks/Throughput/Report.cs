using System.Globalization;

namespace SaaSGate.Benchmarks.Throughput;

/// <summary>The tables, in Markdown.</summary>
internal static class Report
{
    public static void Print(TextWriter output, IReadOnlyList<Door> doors, IReadOnlyList<Cell> cells, GatewayBenchmarkOptions options, double others)
    {
        var (direct, yarp) = (doors.FirstOrDefault(door => door.Name == Doors.Direct), doors.FirstOrDefault(door => door.Name == Doors.BareYarp));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} processors, {options.Time.TotalSeconds:0.#} s a cell, medians of {options.Rounds} interleaved rounds; {others:P0} of the machine went to other work."));
        foreach (var cell in cells)
        {
            output.WriteLine();
            output.WriteLine($"{cell.Workload.Name}, {(cell.Connections == 1 ? "1 connection" : $"{cell.Connections} connections")}");
            output.WriteLine();
            output.WriteLine("|             | requests/s | median ms |  p99 ms | added median ms | CPU µs/request | KB allocated/request | throughput / YARP | CPU / YARP |");
            output.WriteLine("|-------------|-----------:|----------:|--------:|----------------:|---------------:|---------------------:|------------------:|-----------:|");
            foreach (var door in doors)
            {
                string[] figures =
                [
                    Text(cell.Median(door, sample => sample.PerSecond), "0", 10),
                    Text(cell.Median(door, sample => sample.MedianMilliseconds), "0.000", 9),
                    Text(cell.Median(door, sample => sample.P99Milliseconds), "0.00", 7),
                    Text(cell.Median(door, direct, (sample, bare) => sample.MedianMilliseconds - bare.MedianMilliseconds), "0.000", 15),
                    Text(cell.Median(door, sample => sample.CpuMicroseconds), "0", 14),
                    Text(cell.Median(door, sample => sample.AllocatedBytes / 1024), "0.0", 20),
                    Text(cell.Median(door, yarp, (sample, bare) => sample.PerSecond / bare.PerSecond), "0.00", 17),
                    Text(cell.Median(door, yarp, (sample, bare) => sample.CpuMicroseconds / bare.CpuMicroseconds), "0.00", 10),
                ];
                output.WriteLine($"| {door.Name,-11} | {string.Join(" | ", figures)} |");
            }
        }
    }

    private static string Text(double? figure, string format, int width) => (figure?.ToString(format, CultureInfo.InvariantCulture) ?? "").PadLeft(width);
}
