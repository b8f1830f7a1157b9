namespace SaaSGate.Contracts.Tests.Conventions;

/// <summary>The checkout that these tests were built in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static IReadOnlyList<string> Projects(string folder) => [.. Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories)];

    public static IReadOnlyList<string> Sources(params ReadOnlySpan<string> folders) => Files("*.cs", folders);

    /// <summary>Files of a kind, without those that a build or a package manager made.</summary>
    public static IReadOnlyList<string> Files(string kind, params ReadOnlySpan<string> folders)
    {
        var files = new List<string>();
        foreach (var folder in folders)
            files.AddRange(Directory.EnumerateFiles(Path.Combine(Root, folder), kind, SearchOption.AllDirectories).Where(file => !IsMade(file)));
        return files;
    }

    private static bool IsMade(string file) =>
        Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "node_modules" or "artifacts" or "dist");

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "SaaSGate.sln")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("The tests do not run from within a checkout.");
    }
}
