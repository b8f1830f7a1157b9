using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace SaaSGate.TestKit;

/// <summary>
/// Ports for servers that must come back at the same one, or that learn theirs before they listen. They lie below those that the system
/// gives out by itself, so no connection and no other listener takes one while its server is away. A process takes them in blocks, and
/// holds the lock of each block for as long as it lives.
/// </summary>
public static class TestPorts
{
    private const int First = 10_000, End = 32_000, Size = 10, Blocks = (End - First) / Size;

    // Multiplied by this, ids near one another lie far apart.
    private const uint Scatter = 2_654_435_769;

    private static readonly Lock s_gate = new();
    private static readonly List<FileStream> s_locks = [];
    private static uint s_block = unchecked((uint)Environment.ProcessId * Scatter) % Blocks;
    private static int s_next, s_end;

    /// <summary>The first of some ports in a row at which nobody listens.</summary>
    /// <param name="count">How many, at most ten.</param>
    public static int Free(int count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Size);
        lock (s_gate)
        {
            while (true)
            {
                if (s_end - s_next < count)
                    TakeBlock();
                var port = s_next++;
                if (!Enumerable.Range(port, count).All(IsFree))
                    continue;
                s_next = port + count;
                return port;
            }
        }
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

    private static void TakeBlock()
    {
        for (var tries = 0; tries < Blocks; tries++)
        {
            s_block = (s_block + 1) % Blocks;
            var first = First + (int)s_block * Size;
            var file = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"saasgate-ports-{first}.lock"));
            try
            {
                s_locks.Add(new(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
                (s_next, s_end) = (first, first + Size);
                return;
            }
            catch (Exception taken) when (taken is IOException or UnauthorizedAccessException)
            {
                // Another process has it.
            }
        }
        throw new InvalidOperationException("Other test processes hold every block of ports.");
    }
}
