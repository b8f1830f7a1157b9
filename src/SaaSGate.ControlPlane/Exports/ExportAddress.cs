using System.Net;
using System.Net.Sockets;
using SaaSGate.Contracts.Addresses;

namespace SaaSGate.ControlPlane.Exports;

/// <summary>Where exports may go: what is true of addresses of connections is true of these. It is looked at again when a name is resolved.</summary>
internal static class ExportAddress
{
    /// <summary>The address in one form; null when it is none that may be sent to.</summary>
    public static string? Normalize(string kind, string? text, bool allowPrivate) =>
        Uri.TryCreate(text?.Trim(), UriKind.Absolute, out var uri) && uri is { UserInfo: "", Fragment: "" } && uri.Host.Length > 0 && HasName(uri)
        && (kind == "syslog" ? uri.Scheme == "tls" && uri.Port > 0 && uri.AbsolutePath is "" or "/" : uri.Scheme == Uri.UriSchemeHttps)
        && (allowPrivate || !PublicAddress.IsExcluded(uri))
            ? uri.AbsoluteUri.TrimEnd('/')
            : null;

    /// <summary>Some hosts are read as a part of an address and yet have no name in DNS.</summary>
    private static bool HasName(Uri uri)
    {
        try
        {
            return uri.IdnHost.Length > 0;
        }
        catch (UriFormatException)
        {
            return false;
        }
    }

    /// <summary>Connects to the first address of a host that may be sent to.</summary>
    /// <exception cref="ExportException">There is none.</exception>
    public static async Task<Stream> ConnectAsync(string host, int port, bool allowPrivate, CancellationToken cancellationToken)
    {
        var addresses = await Dns.GetHostAddressesAsync(host.Trim('[', ']'), cancellationToken);
        var allowed = addresses.Where(address => allowPrivate || PublicAddress.Is(address)).ToArray();
        if (allowed.Length == 0)
            throw new ExportException("The address leads into a private network. Your operator can allow that.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
