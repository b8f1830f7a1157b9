using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SaaSGate.Dev;

/// <summary>Looks before it leaps: a port in use is told in one line, before anything is started.</summary>
internal static class DevPorts
{
    // Longer than the children of a killed parent may take to end.
    private static readonly TimeSpan Patience = ParentWatch.Patience + TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    /// <summary>Returns when every port is free.</summary>
    /// <param name="options">Which ports.</param>
    /// <param name="afterKill">Whether children of a killed run may hold ports for a moment: then they are waited for.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="DevException">A port is in use.</exception>
    public static async Task CheckAsync(DevOptions options, bool afterKill, CancellationToken cancellation)
    {
        var since = Stopwatch.GetTimestamp();
        while (InUse(options) is { } taken)
        {
            if (!afterKill || Stopwatch.GetElapsedTime(since) > Patience)
                throw new DevException($"Port {taken.Port} (for the {taken.What}) is in use. Stop what uses it, or move all ports with --port-base N.");
            await Task.Delay(BetweenLooks, cancellation);
        }
    }

    private static (int Port, string What)? InUse(DevOptions options)
    {
        foreach (var (port, what) in new[]
        {
            (options.PortalPort, "portal"), (options.GatewayPort, "gateway"), (options.SimulatorPort, "simulator"), (options.PostgresPort, "PostgreSQL"),
            (options.LinkPort, "region link"), (options.SiloPort, "silo"), (options.WebhookPort, "webhook"),
        })
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = false };
                listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
                listener.Start();
            }
            catch (SocketException)
            {
                return (port, what);
            }
        }

        return null;
    }
}
