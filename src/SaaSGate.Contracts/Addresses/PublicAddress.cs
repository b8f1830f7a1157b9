using System.Net;
using System.Net.Sockets;

namespace SaaSGate.Contracts.Addresses;

/// <summary>Tells addresses of the internet from those that lead into a network of our own.</summary>
public static class PublicAddress
{
    // IANA's special-purpose registries: https://www.iana.org/assignments/iana-ipv4-special-registry and …/iana-ipv6-special-registry.
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15",
            "224.0.0.0/4", "240.0.0.0/4",
            "::/96", "64:ff9b:1::/48", "100::/64", "2001::/32", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96"), SixToFour = IPNetwork.Parse("2002::/16");

    /// <summary>False for loopback, private, link-local, unique-local, shared (CGNAT), multicast and reserved addresses, also inside IPv6.</summary>
    public static bool Is(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            var bytes = address.GetAddressBytes();
            if (Translated.Contains(address))
                return Is(new IPAddress(bytes[12..]));
            if (SixToFour.Contains(address))
                return Is(new IPAddress(bytes[2..6]));
        }

        return !Special.Any(network => network.Contains(address));
    }

    /// <summary>Whether a URL's host names an address that is not of the internet, or this machine. What other names resolve to is not known here.</summary>
    public static bool IsExcluded(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        var host = url.IdnHost.TrimEnd('.');
        return IPAddress.TryParse(host, out var address)
            ? !Is(address)
            : host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
    }
}
