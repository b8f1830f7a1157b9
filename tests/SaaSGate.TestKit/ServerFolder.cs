namespace SaaSGate.TestKit;

/// <summary>The folder of one test process's server. A process that was killed leaves it; the next one removes it.</summary>
internal static class ServerFolder
{
    private const string Prefix = "saasgate-tests-";

    // A younger one may be about to take its lock.
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(10);

    public static string Make()
    {
        Sweep();
        var folder = Path.Combine(Path.GetTempPath(), $"{Prefix}{Guid.NewGuid():n}");

        // The server may run as another user, who must be able to pass through.
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        return folder;
    }

    private static void Sweep()
    {
        var settled = TimeProvider.System.GetUtcNow().UtcDateTime - Settled;
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            try
            {
                if (Directory.GetCreationTimeUtc(folder) > settled)
                    continue;
                // Held for as long as the process lives.
                using (new FileStream(Path.Combine(folder, "postgres", "lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                    Directory.Delete(folder, recursive: true);
            }
            catch (Exception live) when (live is IOException or UnauthorizedAccessException)
            {
                // Someone else's, and alive.
            }
        }
    }
}
