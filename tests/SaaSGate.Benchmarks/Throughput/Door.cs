using SaaSGate.Benchmarks.Processes;

namespace SaaSGate.Benchmarks.Throughput;

/// <summary>A way to the upstream: one row of each table.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Address">Where requests go.</param>
/// <param name="Key">What they carry in <c>x-api-key</c>.</param>
/// <param name="SettleAsync">Counters of the proxy's process once it has come to rest; null where there is no proxy.</param>
internal sealed record Door(string Name, Uri Address, string Key, Func<Task<PartCounters>>? SettleAsync = null);
