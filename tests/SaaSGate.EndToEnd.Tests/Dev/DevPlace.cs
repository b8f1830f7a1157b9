using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SaaSGate.EndToEnd.Tests.Dev;

/// <summary>A data directory and seven free ports in a row for one <c>dev</c>.</summary>
internal sealed class DevPlace : IDisposable
{
    private const int Ports = 7;
    private static int _next = 20_000 + (Environment.ProcessId % 500 * 20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("saasgate-dev-");

    public DevPlace()
    {
        // Others on this machine may run SaaSGate too: let PostgreSQL's user, who is not root, pass through.
        _folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        do
            PortBase = Interlocked.Add(ref _next, 10);
        while (!Enumerable.Range(PortBase, Ports).All(IsFree));
    }

    public int PortBase { get; }

    /// <summary>A folder around <see cref="Data"/>.</summary>
    public string Folder => _folder.FullName;

    public string Data => Path.Combine(_folder.FullName, "data");

    public string[] Arguments => ["dev", "--json", "--quiet", "--data", Data, "--port-base", PortBase.ToString(CultureInfo.InvariantCulture)];

    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>A port that nobody listens at.</summary>
    public static int FreePort()
    {
        int port;
        do
            port = Interlocked.Add(ref _next, 10);
        while (!IsFree(port));
        return port;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
