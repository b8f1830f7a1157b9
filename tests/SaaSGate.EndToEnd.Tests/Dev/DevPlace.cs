using System.Globalization;
using SaaSGate.TestKit;

namespace SaaSGate.EndToEnd.Tests.Dev;

/// <summary>A data directory and seven free ports in a row for one <c>dev</c>.</summary>
internal sealed class DevPlace : IDisposable
{
    private const int Ports = 7;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("saasgate-dev-");

    public DevPlace()
    {
        // Others on this machine may run SaaSGate too: let PostgreSQL's user, who is not root, pass through.
        _folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        PortBase = TestPorts.Free(Ports);
    }

    public int PortBase { get; }

    /// <summary>A folder around <see cref="Data"/>.</summary>
    public string Folder => _folder.FullName;

    public string Data => Path.Combine(_folder.FullName, "data");

    public string[] Arguments => ["dev", "--json", "--quiet", "--data", Data, "--port-base", PortBase.ToString(CultureInfo.InvariantCulture)];

    public void Dispose() => _folder.Delete(recursive: true);
}
