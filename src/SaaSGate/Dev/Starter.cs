using System.Globalization;
using System.Runtime.InteropServices;

namespace SaaSGate.Dev;

/// <summary>
/// The process that started <c>dev</c>, such as <c>dotnet run</c>: when it dies, however it dies, <c>dev</c> ends in order. Who sets
/// <c>dev</c> free on purpose (<c>nohup</c>, <c>setsid</c>, a service manager) keeps it running.
/// </summary>
internal static partial class Starter
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);
    private const int Init = 1;
    private const ulong Hangup = 1;

    /// <summary>Ends with <paramref name="cancellation"/>, and when the starter is gone.</summary>
    public static CancellationToken Watch(CancellationToken cancellation)
    {
        var starter = ParentId();
        if (starter <= Init || (!IsDotnet(starter) && IsSetFree()))
            return cancellation;
        var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _ = LookAsync();
        return ending.Token;

        // A parent that died is replaced by another: init, or whoever takes in orphans.
        async Task LookAsync()
        {
            using var timer = new PeriodicTimer(BetweenLooks);
            while (ParentId() == starter)
                await timer.WaitForNextTickAsync(CancellationToken.None);
            await ending.CancelAsync();
        }
    }

    // dotnet run waits for what it runs, so its death is never meant to set it free.
    private static bool IsDotnet(int process) => ReadProc(process.ToString(CultureInfo.InvariantCulture), "comm").Trim() == "dotnet";

    private static bool IsSetFree() => SessionId(0) == Environment.ProcessId || IgnoresHangup();

    private static bool IgnoresHangup()
    {
        const string Field = "SigIgn:";
        var line = ReadProc("self", "status").Split('\n').FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal));
        return line is not null && (ulong.Parse(line.AsSpan(Field.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & Hangup) != 0;
    }

    // Empty where there is no /proc.
    private static string ReadProc(string process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (IOException)
        {
            return "";
        }
    }

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int ParentId();

    [LibraryImport("libc", EntryPoint = "getsid")]
    private static partial int SessionId(int process);
}
