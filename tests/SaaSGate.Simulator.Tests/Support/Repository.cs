namespace SaaSGate.Simulator.Tests.Support;

/// <summary>Where the sources and the corpora are.</summary>
internal static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Above(folder => File.Exists(Path.Combine(folder, "SaaSGate.sln")))
        ?? throw new InvalidOperationException("The tests do not run inside the repository.");

    /// <summary>The recorded exchanges; null where the corpora are absent.</summary>
    public static string? Recordings
    {
        get
        {
            var corpora = Environment.GetEnvironmentVariable("SAASGATE_CORPORA") is { Length: > 0 } given
                ? given
                : Above(folder => Directory.Exists(Path.Combine(folder, "shared", "data"))) is { } above ? Path.Combine(above, "shared", "data") : null;
            return corpora is not null && File.Exists(Path.Combine(corpora, "wire", "manifest.jsonl")) ? Path.Combine(corpora, "wire") : null;
        }
    }

    private static string? Above(Func<string, bool> found)
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (found(folder))
                return folder;
        }

        return null;
    }
}
