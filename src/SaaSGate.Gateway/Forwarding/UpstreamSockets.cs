using System.Net;
using System.Net.Sockets;
using SaaSGate.Contracts.Addresses;

namespace SaaSGate.Gateway.Forwarding;

/// <summary>
/// Connects to where tenants point their connections. This gateway serves many of them and stands in the operator's network:
/// whatever a name resolves to at this moment, only addresses of the internet are dialled, unless the operator allows others.
/// </summary>
internal static class UpstreamSockets
{
    /// <summary>A handler with HTTP/2 kept alive, so that an upstream that vanished is noticed while a stream is silent.</summary>
    public static SocketsHttpHandler CreateHandler(bool allowPrivate) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        EnableMultipleHttp2Connections = true,
        KeepAlivePingDelay = TimeSpan.FromSeconds(20),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        ConnectCallback = (context, cancellation) => ConnectAsync(context.DnsEndPoint, allowPrivate, cancellation),
    };

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint upstream, bool allowPrivate, CancellationToken cancellation)
    {
        var addresses = await Dns.GetHostAddressesAsync(upstream.Host, cancellation);
        if (!allowPrivate)
            addresses = Array.FindAll(addresses, PublicAddress.Is);
        if (addresses.Length == 0)
            throw new IOException("The upstream's name leads to no address that may be called.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, upstream.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
