using System.Net;
using System.Net.Sockets;

namespace SaaSGate.Dev;

/// <summary>Looks before it leaps: a port in use is told in one line, before anything is started.</summary>
internal static class DevPorts
{
    public static void Check(DevOptions options)
    {
        foreach (var (port, what) in new[]
        {
            (options.PortalPort, "portal"), (options.GatewayPort, "gateway"), (options.SimulatorPort, "simulator"), (options.PostgresPort, "PostgreSQL"),
            (options.LinkPort, "region link"), (options.SiloPort, "silo"),
        })
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = false };
                listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
                listener.Start();
            }
            catch (SocketException taken)
            {
                throw new DevException($"Port {port} (for the {what}) is in use. Stop what uses it, or move all ports with --port-base N.", taken);
            }
        }
    }
}
