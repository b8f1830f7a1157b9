namespace SaaSGate.Benchmarks.Processes;

/// <summary>What a process has used since it began.</summary>
internal sealed record PartCounters(long AllocatedBytes, int CompiledMethods)
{
    public TimeSpan Cpu { get; init; }
}
