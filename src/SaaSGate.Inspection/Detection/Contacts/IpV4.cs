namespace SaaSGate.Inspection.Detection.Contacts;

/// <summary>Four numbers up to 255. Versions and numbered chapters look alike where all four are small.</summary>
internal static class IpV4
{
    private const int Octets = 4;
    private const double Named = 0.95, Plain = 0.85, Small = 0.4, Version = 0.3;

    private static readonly ContextWords Words = new("ip", "ipv4", "address", "addr", "host", "server", "dns", "resolver", "gateway", "ping", "subnet", "listen", "bind", "nameserver", "proxy");
    private static readonly ContextWords Versions = new("version", "release", "firmware", "build", "section", "chapter", "ver.", "ver ", "assembly");

    public static NetworkAddress Match(ref TextView text, int start)
    {
        var end = End(ref text, start, out var small);
        if (end < 0)
            return default;
        if (Words.Precede(text, start))
            return new NetworkAddress(end, Named);
        if (Versions.Precede(text, start))
            return new NetworkAddress(end, Version);
        return new NetworkAddress(end, small && !IsResolver(text.Chars[start..end]) ? Small : Plain);
    }

    /// <summary>Where four octets end; -1 where there are none, or more.</summary>
    public static int End(ref TextView text, int start, out bool small)
    {
        small = true;
        var at = start;
        for (var octet = 0; octet < Octets; octet++)
        {
            if (octet > 0 && text.Peek(at++) != '.')
                return -1;
            var (first, number) = (at, 0);
            while (at - first < 3 && Characters.IsDigit(text.Peek(at)))
                number = (number * 10) + text.Chars[at++] - '0';
            if (at == first || number > 255 || (at - first > 1 && text.Chars[first] == '0'))
                return -1;
            small &= number < 10;
        }
        var next = text.Peek(at);
        return Characters.IsWord(next) || (next == '.' && Characters.IsWord(text.Peek(at + 1))) || (next == '-' && Characters.IsLetter(text.Peek(at + 1))) ? -1 : at;
    }

    private static bool IsResolver(ReadOnlySpan<char> address) => address is "1.1.1.1" or "8.8.8.8" or "8.8.4.4" or "9.9.9.9" or "1.0.0.1" or "0.0.0.0";
}
