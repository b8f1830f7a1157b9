using System.CommandLine;
using System.Globalization;
using SaaSGate.Simulator;

namespace SaaSGate.Benchmarks.Latency;

/// <summary><c>latency</c>: hold to inbox, decision to upstream, stop to cut, as those see them who wait for them.</summary>
internal static class LatencyBenchmark
{
    private const int WarmUps = 10;

    public static Task<int> RunAsync(string[] args)
    {
        var runs = new Option<int>("--runs") { Description = "How often each is measured.", DefaultValueFactory = _ => 100 };
        var data = new Option<string>("--data") { Description = "Where spools and databases are kept while it runs.", DefaultValueFactory = _ => Path.GetTempPath() };
        var peer = new Option<bool>("--peer") { Description = "Only the gateway and a link peer, without control plane and database." };
        var open = new Option<int>("--open") { Description = "Streams of the skill that are open when it is stopped; every one of them is timed.", DefaultValueFactory = _ => 1 };
        var streams = new Option<int>("--streams") { Description = "Open streams that a lock, a revoked key, and the word of directory and identity provider that their owner has left, cut.", DefaultValueFactory = _ => 20 };
        var leavings = new Option<int>("--leavings") { Description = "How often they are cut.", DefaultValueFactory = _ => 5 };
        var command = new RootCommand("Hold to inbox, decision to upstream, stop to cut.") { runs, data, peer, open, streams, leavings };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(runs), parsed.GetValue(data)!, parsed.GetValue(peer), parsed.GetValue(open), parsed.GetValue(streams), parsed.GetValue(leavings), cancellation));
        return command.Parse(args).InvokeAsync();
    }

    private static async Task<int> RunAsync(int runs, string data, bool onlyPeer, int open, int streams, int leavings, CancellationToken cancellation)
    {
        await using var simulator = await SimulatorHost.StartAsync(cancellation: cancellation);
        await MeasureAsync(await PeerStack.StartAsync(simulator.BaseUrl, data), simulator, runs, open, null, cancellation);
        if (!onlyPeer)
            await MeasureAsync(await ProductStack.StartAsync(simulator.BaseUrl, data), simulator, runs, open, (streams, leavings), cancellation);
        return 0;
    }

    private static async Task MeasureAsync(
        ILatencyStack started, SimulatorHost simulator, int runs, int open, (int Streams, int Runs)? leavings, CancellationToken cancellation)
    {
        await using var stack = started;
        using var scenes = new Scenes(stack, simulator.Received, open);
        await scenes.RunAsync(Math.Min(WarmUps, runs), cancellation);
        var timings = await scenes.RunAsync(runs, cancellation);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{stack.Name}, {runs} runs, {open} open, {Environment.ProcessorCount} processors"));
        Console.WriteLine();
        Console.WriteLine("|                      | median ms |  p99 ms | longest ms |");
        Console.WriteLine("|----------------------|----------:|--------:|-----------:|");
        foreach (var timing in timings)
            Console.WriteLine(timing);
        if (scenes.Wordless > 0)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{scenes.Wordless} streams were broken off without an error event."));
        if (leavings is { Runs: > 0 } wanted && started is ProductStack product)
        {
            using var leaving = new Leavings(product.Product);
            foreach (var timing in await leaving.RunAsync(product.Admin, wanted.Runs, wanted.Streams, cancellation))
                Console.WriteLine(timing);
        }

        Console.WriteLine();
    }
}
