using System.Diagnostics;
using System.Text.Json.Nodes;
using SaaSGate.TestKit;

namespace SaaSGate.EndToEnd.Tests.Failures;

/// <summary>One process of the product, which a test may kill and start again. Its log is appended to, over all its lives.</summary>
internal sealed class Part(string verb, string logFile) : IAsyncDisposable
{
    private Process? _process;
    private Task _logging = Task.CompletedTask;

    public string Log => logFile;

    public int ProcessId => _process!.Id;

    /// <summary>Starts it and returns the line with which it says that it is ready.</summary>
    public async Task<JsonObject> StartAsync(IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "saasgate"), [verb])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["SAASGATE_PARENT_HOLDS_STDIN"] = "1";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _logging = LogAsync(_process);
        var ready = await _process.StandardOutput.ReadLineAsync(Bounded.Cancellation);
        return ready is null ? throw new InvalidOperationException($"{verb} ended before it was ready: see {logFile}") : JsonNode.Parse(ready)!.AsObject();
    }

    /// <summary><c>kill -9</c>, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(Bounded.Cancellation);
        await _logging;
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _logging;
        _process.Dispose();
    }

    private async Task LogAsync(Process process)
    {
        await using var log = new StreamWriter(new FileStream(logFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite));
        while (await process.StandardError.ReadLineAsync() is { } line)
            await log.WriteLineAsync(line);
    }
}
