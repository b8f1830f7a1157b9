using System.CommandLine;

namespace SaaSGate.Benchmarks.Throughput;

/// <summary>What <c>gateway</c> was asked for.</summary>
internal sealed record GatewayBenchmarkOptions(TimeSpan Time, int Rounds, bool FullStack, string Data, string Workload, int? Connections, string Door)
{
    /// <summary>The verb's command line.</summary>
    public static RootCommand Command(Func<GatewayBenchmarkOptions, Task<int>> runAsync)
    {
        var seconds = new Option<double>("--seconds") { Description = "How long each cell is measured in each round.", DefaultValueFactory = _ => 5 };
        var rounds = new Option<int>("--rounds") { Description = "How often each cell is measured.", DefaultValueFactory = _ => 3 };
        var smoke = new Option<bool>("--smoke") { Description = "One round of a fifth of a second: does it run?" };
        var fullStack = new Option<bool>("--full-stack") { Description = "Also the gateway of a whole product, started for this." };
        var data = new Option<string>("--data") { Description = "Where spools are kept while it runs; choose the disk that a gateway would use.", DefaultValueFactory = _ => Path.GetTempPath() };
        var workload = new Option<string>("--workload") { Description = "Only workloads that have this in their name.", DefaultValueFactory = _ => "" };
        var connections = new Option<int?>("--connections") { Description = "Only so many connections." };
        var door = new Option<string>("--row") { Description = "Only rows that have this in their name.", DefaultValueFactory = _ => "" };
        var command = new RootCommand("Requests through the gateway, beside a bare proxy and no proxy at all.") { seconds, rounds, smoke, fullStack, data, workload, connections, door };
        command.SetAction((parsed, _) => runAsync(new GatewayBenchmarkOptions(
            TimeSpan.FromSeconds(parsed.GetValue(smoke) ? 0.2 : parsed.GetValue(seconds)),
            parsed.GetValue(smoke) ? 1 : parsed.GetValue(rounds),
            parsed.GetValue(fullStack),
            parsed.GetValue(data)!,
            parsed.GetValue(workload)!,
            parsed.GetValue(connections),
            parsed.GetValue(door)!)));
        return command;
    }
}
