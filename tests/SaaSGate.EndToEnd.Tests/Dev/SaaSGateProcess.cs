using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using SaaSGate.TestKit;

namespace SaaSGate.EndToEnd.Tests.Dev;

/// <summary>The program as a person starts it: a process of its own, with standard output and standard error.</summary>
internal sealed class SaaSGateProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _progress;

    private SaaSGateProcess(Process process)
    {
        _process = process;
        _progress = process.StandardError.ReadToEndAsync();
    }

    public int Id => _process.Id;

    public static SaaSGateProcess Start(params string[] arguments) => Start(arguments, []);

    /// <summary>As above, with more variables in its environment.</summary>
    public static SaaSGateProcess Start(string[] arguments, params (string Name, string Value)[] environment) =>
        StartWith(Path.Combine(AppContext.BaseDirectory, "saasgate"), arguments, environment);

    /// <summary>Starts it through another program.</summary>
    public static SaaSGateProcess StartWith(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("SAASGATE_POSTGRES");
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new(Process.Start(start)!);
    }

    /// <summary>The line that says all is ready.</summary>
    public async Task<JsonObject> ReadyAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync(Bounded.Cancellation);
        return line is null ? throw new InvalidOperationException($"saasgate ended without a word on standard output: {await _progress}") : JsonNode.Parse(line)!.AsObject();
    }

    /// <summary>Writes to its standard input.</summary>
    public async Task FeedAsync(string input)
    {
        await _process.StandardInput.WriteAsync(input.AsMemory(), Bounded.Cancellation);
        await _process.StandardInput.FlushAsync(Bounded.Cancellation);
    }

    /// <summary>Ends its standard input.</summary>
    public void EndInput() => _process.StandardInput.Close();

    /// <summary>A line of its standard output; null where that has ended.</summary>
    public async Task<string?> LineAsync() => await _process.StandardOutput.ReadLineAsync(Bounded.Cancellation);

    public void Kill() => _process.Kill();

    /// <summary>Sends a signal, such as <c>INT</c>, which is what Ctrl-C sends.</summary>
    public Task SignalAsync(string signal) => SignalAsync(Id, signal);

    public static async Task SignalAsync(int process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Bounded.Cancellation);
    }

    /// <summary>How it ended: exit code, what was left on standard output, and standard error.</summary>
    public async Task<(int ExitCode, string Output, string Progress)> EndAsync()
    {
        await _process.WaitForExitAsync(Bounded.Cancellation);
        return (_process.ExitCode, await _process.StandardOutput.ReadToEndAsync(Bounded.Cancellation), await _progress);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
