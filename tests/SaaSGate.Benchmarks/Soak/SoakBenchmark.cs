using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using SaaSGate.Benchmarks.Throughput;

namespace SaaSGate.Benchmarks.Soak;

/// <summary>
/// <c>soak</c>: the same steady load through the gateway and through a bare proxy, for a long time, and what memory each holds
/// of the machine. No two requests are alike, so that whatever remembers them has something to remember.
/// </summary>
internal static class SoakBenchmark
{
    /// <summary>How much the last quarter may hold beyond the second one and still be called flat.</summary>
    private const double Flat = 0.05;

    public static Task<int> RunAsync(string[] args)
    {
        var minutes = new Option<double>("--minutes") { Description = "How long.", DefaultValueFactory = _ => 30 };
        var rate = new Option<int>("--rate") { Description = "Requests a second through each.", DefaultValueFactory = _ => 500 };
        var data = new Option<string>("--data") { Description = "Where the spool is kept while it runs.", DefaultValueFactory = _ => Path.GetTempPath() };
        var command = new RootCommand("Memory of the gateway under a steady load.") { minutes, rate, data };
        command.SetAction((parsed, _) => RunAsync(TimeSpan.FromMinutes(parsed.GetValue(minutes)), parsed.GetValue(rate), parsed.GetValue(data)!));
        return command.Parse(args).InvokeAsync();
    }

    private static async Task<int> RunAsync(TimeSpan time, int rate, string data)
    {
        await using var open = await Doors.OpenAsync(data, fullStack: false);
        await open.CheckMaskingAsync();
        Soaked[] soaked = [new(open.All[1], open.ProcessOf(Doors.BareYarp), rate), new(open.All[2], open.ProcessOf(Doors.Gateway), rate)];
        using var ending = new CancellationTokenSource();
        var running = Task.WhenAll(soaked.Select(one => one.RunAsync(ending.Token)));
        var start = Stopwatch.GetTimestamp();
        var step = TimeSpan.FromSeconds(Math.Max(1, time.TotalSeconds / 180));
        while (Stopwatch.GetElapsedTime(start) < time && !running.IsCompleted)
        {
            await Task.Delay(step);
            foreach (var one in soaked)
                one.Measure();
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{Stopwatch.GetElapsedTime(start).TotalMinutes:0.0} min: {string.Join(", ", soaked.Select(one => $"{one.Name} {one.Memory[^1] / 1e6:0} MB after {one.Answered}"))}"));
        }
        await ending.CancelAsync();
        await running;
        Print(soaked, time, rate);
        return 0;
    }

    private static void Print(Soaked[] soaked, TimeSpan time, int rate)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rate} requests a second through each for {time.TotalMinutes:0.#} minutes; MB of memory, median (lowest) of each quarter of the time"));
        Console.WriteLine();
        Console.WriteLine("|           | answered | late | 1st | 2nd | 3rd | 4th | most |");
        Console.WriteLine("|-----------|---------:|-----:|----:|----:|----:|----:|-----:|");
        foreach (var one in soaked)
        {
            var quarters = string.Join(" | ", Enumerable.Range(0, 4).Select(one.Quarter).Select(quarter => string.Create(CultureInfo.InvariantCulture, $"{quarter.Median / 1e6:0} ({quarter.Lowest / 1e6:0})")));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {one.Name,-9} | {one.Answered} | {one.Late} | {quarters} | {one.Memory.Max() / 1e6:0} |"));
        }
        var gateway = soaked[^1];
        Console.WriteLine();
        Console.WriteLine(gateway.Quarter(3).Median <= gateway.Quarter(1).Median * (1 + Flat) ? "The gateway's memory is flat." : "The gateway's memory GROWS.");
    }
}
