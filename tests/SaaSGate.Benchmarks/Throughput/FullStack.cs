using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SaaSGate.Benchmarks.Processes;

namespace SaaSGate.Benchmarks.Throughput;

/// <summary>The whole product as <c>saasgate dev</c> runs it: PostgreSQL, control plane, gateway. Its Claude is the benchmark's stub.</summary>
internal sealed class FullStack : IAsyncDisposable
{
    /// <summary>Away from the ports of a product that somebody runs on this machine.</summary>
    private const int PortBase = 17400;

    private readonly Process _dev;
    private readonly int _gateway;

    private FullStack(Process dev, JsonElement facts)
    {
        _dev = dev;
        var pids = facts.GetProperty("pids");
        _gateway = pids.GetProperty("gateway").GetInt32();
        Processes = [.. pids.EnumerateObject().Select(pid => pid.Value.GetInt32())];
        var skill = facts.GetProperty("demo").GetProperty("skills")[0];
        Door = new Door(Doors.FullStack, new Uri(facts.GetProperty("gateway").GetString()!), skill.GetProperty("key").GetString()!, () => Task.FromResult(Counters()));
    }

    public Door Door { get; }

    public IReadOnlyCollection<int> Processes { get; }

    public static async Task<FullStack> StartAsync(Uri upstream, string folder)
    {
        string[] arguments =
        [
            "dev", "--json", "--quiet", "--data", folder, "--upstream", upstream.AbsoluteUri, "--port-base", PortBase.ToString(CultureInfo.InvariantCulture),
        ];
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "saasgate"), arguments) { RedirectStandardOutput = true };
        start.Environment["ANTHROPIC_API_KEY"] = "sk-full-stack";
        var dev = Process.Start(start)!;
        return await dev.StandardOutput.ReadLineAsync() is { } facts
            ? new FullStack(dev, JsonSerializer.Deserialize<JsonElement>(facts))
            : throw new InvalidOperationException("The full stack did not start; standard error says why.");
    }

    public async ValueTask DisposeAsync()
    {
        // SIGTERM, as an operator would: it then ends its children in order.
        using var kill = Process.Start("kill", [_dev.Id.ToString(CultureInfo.InvariantCulture)]);
        await _dev.WaitForExitAsync();
        _dev.Dispose();
    }

    private PartCounters Counters() => new(0, 0) { Cpu = ProcessorTime.OfProcess(_gateway) };
}
