using System.Net.Sockets;

namespace SaaSGate.EndToEnd.Tests.BadInput;

/// <summary>A client with one connection at a time, which it counts.</summary>
internal sealed class OneLine : IDisposable
{
    private readonly SocketsHttpHandler _sockets;
    private int _connections;

    public OneLine()
    {
        _sockets = new() { UseProxy = false, MaxConnectionsPerServer = 1, ConnectCallback = ConnectAsync };
        Http = new(_sockets, disposeHandler: false);
    }

    public HttpClient Http { get; }

    /// <summary>How many connections it has needed so far.</summary>
    public int Connections => _connections;

    public void Dispose()
    {
        Http.Dispose();
        _sockets.Dispose();
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        _connections++;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
