using SaaSGate.Benchmarks.Processes;

namespace SaaSGate.Benchmarks.Throughput;

/// <summary>The way to the stub through a whole product.</summary>
internal sealed class FullStack : IAsyncDisposable
{
    private readonly Product _product;

    private FullStack(Product product)
    {
        _product = product;
        var pids = product.Facts.GetProperty("pids");
        var gateway = pids.GetProperty("gateway").GetInt32();
        Processes = [.. pids.EnumerateObject().Select(pid => pid.Value.GetInt32())];
        Door = new Door(Doors.FullStack, product.Gateway, product.Skill.GetProperty("key").GetString()!, () => Task.FromResult(CountersOf(gateway)));
    }

    public Door Door { get; }

    public IReadOnlyCollection<int> Processes { get; }

    public static async Task<FullStack> StartAsync(Uri upstream, string folder) => new(await Product.StartAsync(upstream, folder));

    public ValueTask DisposeAsync() => _product.DisposeAsync();

    private static PartCounters CountersOf(int gateway) => new(0, 0) { Cpu = ProcessorTime.OfProcess(gateway) };
}
