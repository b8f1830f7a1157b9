using System.Diagnostics;
using SaaSGate.Benchmarks.Processes;

namespace SaaSGate.Benchmarks.Throughput;

/// <summary>How much of the machine went to processes that are not part of the measurement: what is measured beside much of it says little.</summary>
internal sealed class OtherWork
{
    private readonly IReadOnlyCollection<int> _own;
    private readonly long _since = Stopwatch.GetTimestamp();
    private readonly TimeSpan _before;

    public OtherWork(IReadOnlyCollection<int> own)
    {
        _own = [Environment.ProcessId, .. own];
        _before = Others();
    }

    /// <summary>0 to 1, of all processors, since this was made.</summary>
    public double Share => Math.Max(0, (Others() - _before) / Stopwatch.GetElapsedTime(_since) / Environment.ProcessorCount);

    private TimeSpan Others() => _own.Aggregate(ProcessorTime.OfMachine(), static (rest, id) => rest - ProcessorTime.OfProcess(id));
}
