using Xunit;

namespace SaaSGate.TestKit;

/// <summary>Public data that is not part of the repository: <c>SAASGATE_CORPORA</c>, else <c>shared/data</c> beside the repository or above it.</summary>
public static class Corpora
{
    /// <summary>The folder, or null where there is none.</summary>
    public static string? Find()
    {
        var named = Environment.GetEnvironmentVariable("SAASGATE_CORPORA");
        return string.IsNullOrEmpty(named)
            ? RepositoryFolder.Above(RepositoryFolder.Path).Select(folder => Path.Combine(folder, "shared", "data")).FirstOrDefault(Directory.Exists)
            : Directory.Exists(named) ? named : null;
    }

    /// <summary>A path in the folder. Skips the running test where there is no such folder.</summary>
    public static string Require(params string[] parts)
    {
        var folder = Find();
        Assert.SkipWhen(folder is null, "The corpora are not here: put them in ../shared/data or name their folder in SAASGATE_CORPORA.");
        return Path.Combine([folder, .. parts]);
    }
}
