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

    /// <summary>User and system time of a process's children, those that have ended included. PostgreSQL has one for each connection.</summary>
    public static TimeSpan OfChildren(int id)
    {
        var total = TimeSpan.Zero;
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)))
        {
            try
            {
                var line = File.ReadAllText(Path.Combine(process, "stat"));
                var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
                if (fields[1] == id.ToString(CultureInfo.InvariantCulture))
                    total += Ticks(fields[11]) + Ticks(fields[12]);
                if (Path.GetFileName(process) == id.ToString(CultureInfo.InvariantCulture))
                    total += Ticks(fields[13]) + Ticks(fields[14]);
            }
            catch (IOException)
            {
                // Ended meanwhile: then its parent has its time.
            }
        }

        return total;
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
