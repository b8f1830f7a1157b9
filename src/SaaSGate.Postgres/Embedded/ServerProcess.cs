using System.Collections.Concurrent;
using System.Diagnostics;

namespace SaaSGate.Postgres.Embedded;

/// <summary>
/// A running <c>postgres</c> under a small shell that holds our pipe as its standard input. When the pipe closes, because
/// we stop or because we were killed, the shell asks the server for a fast shutdown. Where the kernel can, it asks the
/// same when the shell itself is killed.
/// </summary>
internal sealed class ServerProcess : IDisposable
{
    private const int KeptLines = 40;

    // The server gets neither the pipe nor our terminal's Ctrl-C (setsid), which would end it before those who use it.
    private const string Keeper = """
        exec 3<&0
        "$@" 3<&- </dev/null &
        server=$!
        ( while read -r _; do :; done <&3; kill -INT "$server" ) >/dev/null 2>&1 &
        watcher=$!
        exec 3<&-
        wait "$server"
        code=$?
        kill "$watcher" 2>/dev/null
        exit "$code"
        """;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();

    private ServerProcess(Process process) => _process = process;

    public bool HasExited => _process.HasExited;

    /// <summary>The last lines that the server wrote.</summary>
    public IEnumerable<string> LastLines => _lines;

    /// <summary>Completes when the server has ended.</summary>
    public Task ExitedAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    public static async Task<ServerProcess> StartAsync(string[] server, string workingDirectory, Action<string>? log, CancellationToken cancellationToken)
    {
        string[] ownSession = await Command.ExistsAsync(["setsid", "true"], cancellationToken) ? ["setsid"] : [];
        var process = new Process { StartInfo = Command.Describe([.. ownSession, "sh", "-c", Keeper, "postgres-keeper", .. server], workingDirectory) };
        var started = new ServerProcess(process);
        process.OutputDataReceived += (_, line) => started.Keep(line.Data, log);
        process.ErrorDataReceived += (_, line) => started.Keep(line.Data, log);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return started;
    }

    /// <summary>Asks for a fast shutdown and waits; after <paramref name="patience"/> kills what is left, from which PostgreSQL recovers.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
        }
    }

    public void Dispose() => _process.Dispose();

    private void Keep(string? line, Action<string>? log)
    {
        if (line is null)
            return;
        _lines.Enqueue(line);
        while (_lines.Count > KeptLines)
            _lines.TryDequeue(out _);
        log?.Invoke(line);
    }
}
