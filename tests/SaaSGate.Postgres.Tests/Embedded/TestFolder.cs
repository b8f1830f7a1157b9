namespace SaaSGate.Postgres.Tests.Embedded;

/// <summary>A folder of one test that another user may or may not pass through.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("saasgate-embedded-");

    public TestFolder(bool reachable = true)
    {
        if (reachable)
            _folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    }

    public string In(params string[] parts) => Path.Combine([_folder.FullName, .. parts]);

    public void Dispose() => _folder.Delete(recursive: true);
}
