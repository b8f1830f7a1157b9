using System.Globalization;

namespace SaaSGate.Benchmarks.Throughput;

/// <summary>
/// <c>gateway</c>: the same requests to the same stub, without a proxy, through YARP's forwarder, and through SaaSGate's
/// gateway with recording and masking on. Rounds are interleaved, each table line is a median over rounds, and each answer is
/// compared with the stub's byte for byte.
/// </summary>
internal static class GatewayBenchmark
{
    private const int MostWarmUps = 12, FewMethods = 10;

    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromSeconds(2);

    public static Task<int> RunAsync(string[] args) => GatewayBenchmarkOptions.Command(RunAsync).Parse(args).InvokeAsync();

    private static async Task<int> RunAsync(GatewayBenchmarkOptions options)
    {
        await using var open = await Doors.OpenAsync(options.Data, options.FullStack);
        await open.CheckMaskingAsync();
        var expected = await ExpectAsync(open.All[0]);
        Door[] doors = [.. open.All.Where(door => door.Name.Contains(options.Door, StringComparison.OrdinalIgnoreCase))];
        Cell[] cells =
        [
            .. from workload in Workload.All
               where workload.Name.Contains(options.Workload, StringComparison.OrdinalIgnoreCase)
               from connections in options.Connections is { } only ? [only] : (int[])[1, 32]
               select new Cell(workload, connections),
        ];

        foreach (var door in doors)
            await WarmUpAsync(door, expected, options.Time < LongestWarmUp ? options.Time : LongestWarmUp);

        var others = new OtherWork(open.Processes);
        for (var round = 0; round < options.Rounds; round++)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round + 1} of {options.Rounds}"));
            foreach (var cell in cells)
            {
                // Every other round backwards, so that none is always measured after the same one.
                foreach (var door in round % 2 == 0 ? doors : Enumerable.Reverse(doors))
                    cell.Add(door, await MeasureAsync(door, cell, options.Time));
            }
        }
        Report.Print(Console.Out, doors, cells, options, others.Share);
        return 0;

        Task<Sample> MeasureAsync(Door door, Cell cell, TimeSpan time) => Sample.TakeAsync(door, cell.Workload, expected[cell.Workload], cell.Connections, time);
    }

    private static async Task<Dictionary<Workload, byte[]>> ExpectAsync(Door direct)
    {
        using var load = new Load(direct, 1);
        var expected = new Dictionary<Workload, byte[]>();
        foreach (var workload in Workload.All)
            expected[workload] = await load.AskAsync(workload.Body);
        return expected;
    }

    /// <summary>Runs every workload until the proxy's process has compiled what it will compile: before, half its time goes to the compiler.</summary>
    private static async Task WarmUpAsync(Door door, Dictionary<Workload, byte[]> expected, TimeSpan time)
    {
        Console.Error.WriteLine($"warming up: {door.Name}");
        for (int pass = 0, compiled = 0, before = -FewMethods; pass < MostWarmUps && compiled - before >= FewMethods; pass++)
        {
            foreach (var (workload, answer) in expected)
                await Sample.TakeAsync(door, workload, answer, connections: 16, time);
            before = compiled;
            compiled = door.SettleAsync is { } settleAsync ? (await settleAsync()).CompiledMethods : 0;
        }
    }
}
