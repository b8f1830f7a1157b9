using System.ComponentModel;
using System.Diagnostics;

namespace SaaSGate.Postgres.Embedded;

/// <summary>Runs small commands with an environment that holds none of ours.</summary>
internal static class Command
{
    /// <summary>Describes a process: no shell, no inherited secrets, messages in English.</summary>
    public static ProcessStartInfo Describe(IReadOnlyList<string> command, string workingDirectory)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin";
        start.Environment["LC_ALL"] = "C";
        start.Environment["TZ"] = "UTC";
        return start;
    }

    /// <summary>Runs to the end. The exit code is 127 when there is no such command, as in a shell.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = Describe(command, "/") };
        try
        {
            process.Start();
        }
        catch (Win32Exception missing)
        {
            return (127, missing.Message);
        }

        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, (await output + await errors).Trim());
    }

    /// <summary>Whether a command of this name is on the path and runs.</summary>
    public static async Task<bool> ExistsAsync(IReadOnlyList<string> probe, CancellationToken cancellationToken) =>
        (await RunAsync(probe, cancellationToken)).ExitCode == 0;
}
