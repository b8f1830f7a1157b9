namespace SaaSGate.Inspection.Tests.Support;

/// <summary>Recorded exchanges, where they are at hand: <c>SAASGATE_CORPORA</c>, or <c>shared/data</c> beside a folder above.</summary>
internal static class Corpus
{
    public const string Missing = "The corpora are not here. Set SAASGATE_CORPORA to their folder.";

    public static string? Root { get; } = Find();

    public static string[] Files(string pattern) => Root is null ? [] : [.. Directory.EnumerateFiles(Path.Combine(Root, "wire"), pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("SAASGATE_CORPORA") is { Length: > 0 } named)
            return Directory.Exists(Path.Combine(named, "wire")) ? named : null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Directory.Exists(Path.Combine(folder.FullName, "shared", "data", "wire")))
                return Path.Combine(folder.FullName, "shared", "data");
        return null;
    }
}
