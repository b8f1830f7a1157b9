using System.Net;
using Microsoft.AspNetCore.Http;

namespace SaaSGate.Gateway.Authentication;

/// <summary>Where a request comes from, and where to: the ends of the connection, or what a proxy that is believed says of them.</summary>
internal sealed class ClientAddress(GatewayOptions options)
{
    private readonly HashSet<IPAddress> _proxies = [.. options.Proxies.Select(IPAddress.Parse)];

    /// <summary>The address; null where it is not known.</summary>
    public IPAddress? Of(HttpContext context)
    {
        var address = Plain(context.Connection.RemoteIpAddress);
        if (_proxies.Count == 0 || address is null)
            return address;

        // The last entry is what the nearest proxy saw; those before it are believed only as far as proxies that are believed wrote them.
        var entries = context.Request.Headers["X-Forwarded-For"].ToString().Split(',', StringSplitOptions.TrimEntries);
        for (var i = entries.Length - 1; i >= 0 && address is not null && _proxies.Contains(address); i--)
            address = IPAddress.TryParse(entries[i], out var before) ? Plain(before) : null;
        return address;
    }

    /// <summary>Scheme and host by which the client reached this gateway, or the proxy before it that is believed.</summary>
    public string OriginOf(HttpContext context)
    {
        var request = context.Request;
        var proxied = _proxies.Count > 0 && Plain(context.Connection.RemoteIpAddress) is { } peer && _proxies.Contains(peer);
        return $"{Told("X-Forwarded-Proto") ?? request.Scheme}://{Told("X-Forwarded-Host") ?? request.Host.Value}";

        // The last entry is what the nearest proxy says.
        string? Told(string header) => proxied && request.Headers[header].ToString().Split(',', StringSplitOptions.TrimEntries)[^1] is { Length: > 0 } told ? told : null;
    }

    private static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
}
