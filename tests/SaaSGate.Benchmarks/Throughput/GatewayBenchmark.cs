using System.CommandLine;
using System.Globalization;

namespace SaaSGate.Benchmarks.Throughput;

/// <summary>
/// <c>gateway</c>: the same requests to the same stub, without a proxy, through YARP's forwarder, and through SaaSGate's
/// gateway with recording and masking on. Rounds are interleaved, each table line is a median over rounds, and each answer is
/// compared with the stub's byte for byte.
/// </summary>
internal static class GatewayBenchmark
{
    private static readonly int[] Connections = [1, 32];

    public static Task<int> RunAsync(string[] args)
    {
        var seconds = new Option<double>("--seconds") { Description = "How long each cell is measured in each round.", DefaultValueFactory = _ => 5 };
        var rounds = new Option<int>("--rounds") { Description = "How often each cell is measured.", DefaultValueFactory = _ => 3 };
        var smoke = new Option<bool>("--smoke") { Description = "One round of a fifth of a second: does it run?" };
        var fullStack = new Option<bool>("--full-stack") { Description = "Also the gateway of a whole product, started for this." };
        var data = new Option<string>("--data") { Description = "Where spools are kept while it runs; choose the disk that a gateway would use.", DefaultValueFactory = _ => Path.GetTempPath() };
        var command = new RootCommand("Requests through the gateway, beside a bare proxy and no proxy at all.") { seconds, rounds, smoke, fullStack, data };
        command.SetAction((parsed, _) => parsed.GetValue(smoke)
            ? RunAsync(TimeSpan.FromSeconds(0.2), rounds: 1, parsed.GetValue(fullStack), parsed.GetValue(data)!)
            : RunAsync(TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(rounds), parsed.GetValue(fullStack), parsed.GetValue(data)!));
        return command.Parse(args).InvokeAsync();
    }

    private static async Task<int> RunAsync(TimeSpan time, int rounds, bool fullStack, string data)
    {
        await using var doors = await Doors.OpenAsync(data, fullStack);
        await doors.CheckMaskingAsync();
        var cells = (from workload in Workload.All from connections in Connections select new Cell(workload, connections)).ToArray();
        var expected = new Dictionary<Workload, byte[]>();
        using (var load = new Load(doors.All[0], 1))
        {
            foreach (var workload in Workload.All)
                expected[workload] = await load.AskAsync(workload.Body);
        }

        Console.Error.WriteLine("warming up");
        foreach (var cell in cells)
        {
            foreach (var door in doors.All)
                await Sample.TakeAsync(door, cell.Workload, expected[cell.Workload], cell.Connections, time / 2);
        }

        var others = new OtherWork(doors.Processes);
        for (var round = 0; round < rounds; round++)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round + 1} of {rounds}"));
            foreach (var cell in cells)
            {
                // Every other round backwards, so that none is always measured after the same one.
                foreach (var door in round % 2 == 0 ? doors.All : doors.All.Reverse())
                    cell.Add(door, await Sample.TakeAsync(door, cell.Workload, expected[cell.Workload], cell.Connections, time));
            }
        }
        Report.Print(Console.Out, doors.All, cells, time, rounds, others.Share);
        return 0;
    }
}
