using System.Diagnostics;

namespace SaaSGate.Dev;

/// <summary>
/// Another process of this program. It says with one line on standard output that it is ready, logs to standard error (into a
/// file), and ends when its standard input closes, so that nothing outlives this process, however it ends.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _logging;
    private readonly string _name;
    private readonly string _logFile;

    private ChildProcess(string name, Process process, FileStream log)
    {
        _name = name;
        _process = process;
        _logFile = log.Name;
        _logging = LogAsync(process, log);
    }

    public int Id => _process.Id;

    /// <summary>The line with which it said that it is ready.</summary>
    public string Ready { get; private set; } = "";

    /// <summary>Completes when it has ended, asked or not.</summary>
    public Task ExitedAsync(CancellationToken cancellation) => _process.WaitForExitAsync(cancellation);

    /// <summary>Starts a verb of this program and waits until it is ready.</summary>
    /// <exception cref="DevException">It ended before; the message has its last words.</exception>
    /// <exception cref="UnauthorizedAccessException">Its log may not be written.</exception>
    public static async Task<ChildProcess> StartAsync(string verb, IReadOnlyDictionary<string, string> environment, string logFolder, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        // Under "dotnet saasgate.dll" the process is dotnet, and the program its first argument.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "saasgate.dll"));
        start.ArgumentList.Add(verb);
        // A demo is waited for: guarding the code that is compiled while it starts costs a seventh of that time. Installations keep the guard.
        start.Environment.TryAdd("DOTNET_EnableWriteXorExecute", "0");
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        // Before the process: without its log it shall not run.
        var log = new FileStream(Path.Combine(logFolder, verb + ".log"), FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        var child = new ChildProcess(verb, Process.Start(start)!, log);
        try
        {
            child.Ready = await child._process.StandardOutput.ReadLineAsync(cancellation) ?? throw await child.EndedEarlyAsync();
            return child;
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            using var patience = new CancellationTokenSource(ParentWatch.Patience);
            try
            {
                await _process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }
        await _logging;
        _process.Dispose();
    }

    /// <summary>The exception for an end that nobody asked for.</summary>
    public async Task<DevException> EndedEarlyAsync()
    {
        await _process.WaitForExitAsync();
        await _logging;
        // What went wrong, not where in the code: the log has both.
        var last = (await File.ReadAllLinesAsync(_logFile)).LastOrDefault(line => line.Length > 0 && !char.IsWhiteSpace(line[0]));
        return new DevException($"{_name} ended{(last is null ? "" : $": {last.Trim()}")} (see {_logFile})");
    }

    private static async Task LogAsync(Process process, FileStream file)
    {
        await using var log = new StreamWriter(file) { AutoFlush = true };
        while (await process.StandardError.ReadLineAsync() is { } line)
            await log.WriteLineAsync(line);
    }
}
