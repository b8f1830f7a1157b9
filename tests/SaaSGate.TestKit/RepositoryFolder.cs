namespace SaaSGate.TestKit;

/// <summary>The repository that the tests were built from.</summary>
public static class RepositoryFolder
{
    /// <summary>The folder with <c>SaaSGate.sln</c>.</summary>
    public static string Path { get; } = Above(AppContext.BaseDirectory).FirstOrDefault(folder => File.Exists(System.IO.Path.Combine(folder, "SaaSGate.sln")))
        ?? throw new InvalidOperationException("These tests read files of the repository, and there is none above " + AppContext.BaseDirectory);

    /// <summary>A path in the repository.</summary>
    public static string In(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    internal static IEnumerable<string> Above(string folder)
    {
        for (var current = new DirectoryInfo(folder); current is not null; current = current.Parent)
            yield return current.FullName;
    }
}
