using SaaSGate.Benchmarks.Processes;
using SaaSGate.Simulator;
using SaaSGate.Simulator.Received;

namespace SaaSGate.Benchmarks.Throughput.Parts;

/// <summary>The upstream of every row: the simulator, answering with bytes made beforehand.</summary>
internal static class StubPart
{
    public const string Name = "stub";

    public static async Task<int> RunAsync()
    {
        await using var simulator = await SimulatorHost.StartAsync(new SimulatorOptions { Fast = true, Remember = ReceivedDetail.Nothing });
        return await PartHost.ServeAsync(new { url = simulator.BaseUrl });
    }
}
