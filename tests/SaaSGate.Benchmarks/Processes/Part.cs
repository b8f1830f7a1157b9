using System.Diagnostics;
using System.Text.Json;

namespace SaaSGate.Benchmarks.Processes;

/// <summary>Another process of this program that plays one part, so that its processor time can be told apart. It ends when its standard input closes.</summary>
internal sealed class Part : IAsyncDisposable
{
    /// <summary>The hidden verb: <c>part NAME ARGUMENTS</c>.</summary>
    public const string Verb = "part";

    private readonly Process _process;

    private Part(Process process, JsonElement facts) => (_process, Facts) = (process, facts);

    /// <summary>What it said when it was ready.</summary>
    public JsonElement Facts { get; }

    public int Id => _process.Id;

    /// <summary>A fact that is an address.</summary>
    public Uri Address => new(Fact("url"));

    public string Fact(string name) => Facts.GetProperty(name).GetString()!;

    /// <summary>Starts a part and waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended before; standard error says why.</exception>
    public static async Task<Part> StartAsync(string name, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        // Under "dotnet X.dll" the process is dotnet, and the program its first argument.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(Part).Assembly.Location);
        foreach (var argument in (string[])[Verb, name, .. arguments])
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        return await process.StandardOutput.ReadLineAsync() is { } facts
            ? new Part(process, JsonSerializer.Deserialize<JsonElement>(facts))
            : throw new InvalidOperationException($"The part '{name}' ended before it was ready.");
    }

    /// <summary>Waits until it has done what it puts off, and reads its counters.</summary>
    public async Task<PartCounters> SettleAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
        var line = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("A part has ended in the middle of a measurement.");
        return JsonSerializer.Deserialize<PartCounters>(line)! with { Cpu = ProcessorTime.OfProcess(Id) };
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
