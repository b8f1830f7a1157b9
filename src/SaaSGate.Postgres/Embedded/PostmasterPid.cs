using System.Diagnostics;
using System.Globalization;

namespace SaaSGate.Postgres.Embedded;

/// <summary>PostgreSQL's file <c>postmaster.pid</c>, which outlives a server that was killed.</summary>
internal static class PostmasterPid
{
    /// <summary>The process on the first line, or null when there is no such file or it is empty.</summary>
    public static int? Read(string file)
    {
        try
        {
            return int.TryParse(File.ReadLines(file).FirstOrDefault(), CultureInfo.InvariantCulture, out var pid) ? pid : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public static bool IsAlive(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Whether that process is the server of the data directory: a postmaster stands in its own, so it reads the same pid file.</summary>
    public static bool IsServerOf(int pid, string file)
    {
        try
        {
            if (OperatingSystem.IsLinux())
                return File.ReadAllText($"/proc/{pid}/cwd/postmaster.pid") == File.ReadAllText(file);
            using var process = Process.GetProcessById(pid);
            return process.ProcessName == "postgres";
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>
    /// Puts a number that no process has on the first line. PostgreSQL would refuse to start because a stranger has the
    /// old number; the rest of the file stays, since it leads PostgreSQL to backends that still hold the shared memory.
    /// </summary>
    public static void Disown(string file)
    {
        var lines = File.ReadAllLines(file);
        lines[0] = int.MaxValue.ToString(CultureInfo.InvariantCulture);
        File.WriteAllLines(file, lines);
    }
}
