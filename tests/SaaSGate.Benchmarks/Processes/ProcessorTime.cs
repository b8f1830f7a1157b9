using System.Globalization;

namespace SaaSGate.Benchmarks.Processes;

/// <summary>Processor time as Linux counts it, in ticks of 10 ms.</summary>
internal static class ProcessorTime
{
    private const double TicksPerSecond = 100;

    /// <summary>User and system time of a process, from /proc/PID/stat.</summary>
    public static TimeSpan OfProcess(int id)
    {
        var line = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
        // The second field is the name in brackets and may hold anything; the fields that count come behind it.
        var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
        return Ticks(fields[11]) + Ticks(fields[12]);
    }

    /// <summary>Time that all processors together were busy since the machine started, from /proc/stat.</summary>
    public static TimeSpan OfMachine()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // user, nice, system, (idle, iowait), irq, softirq
        return Ticks(fields[1]) + Ticks(fields[2]) + Ticks(fields[3]) + Ticks(fields[6]) + Ticks(fields[7]);
    }

    private static TimeSpan Ticks(string field) => TimeSpan.FromSeconds(long.Parse(field, CultureInfo.InvariantCulture) / TicksPerSecond);
}
