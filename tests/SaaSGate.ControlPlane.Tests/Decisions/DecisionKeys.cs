namespace SaaSGate.ControlPlane.Tests.Decisions;

/// <summary>The master key of a test class's database: whoever opens it again needs the same.</summary>
public sealed class DecisionKeys : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("saasgate-decision-keys-");

    internal string File => Path.Combine(_folder.FullName, "master.key");

    public void Dispose() => _folder.Delete(recursive: true);
}
