using System.Net;
using System.Net.Sockets;

namespace SaaSGate.TestKit;

/// <summary>
/// Ports for servers that must come back at the same one. They lie below those that the system gives out by itself, so no
/// connection and no other listener takes one while its server is away; each test process begins elsewhere.
/// </summary>
public static class TestPorts
{
    private const int First = 10_000, End = 32_000, Step = 10;
    private static int _last = Environment.ProcessId * 7919 % ((End - First) / Step) * Step;

    /// <summary>The first of some ports in a row at which nobody listens.</summary>
    /// <param name="count">How many, at most ten.</param>
    public static int Free(int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Step);
        int port;
        do
            port = First + (Interlocked.Add(ref _last, Step) % (End - First));
        while (!Enumerable.Range(port, count).All(IsFree));
        return port;
    }

    /// <summary>Whether nobody listens at a port of this machine.</summary>
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
}
