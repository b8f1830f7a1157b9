namespace SaaSGate.Inspection.Detection.Contacts;

/// <summary>Eight groups, or fewer around one <c>::</c>. Code writes <c>a::b</c> too: so few groups need words or begin as a link's own do, and the shortest, as <c>::1</c>, are nobody's.</summary>
internal static class IpV6
{
    private const int Groups = 8, Enough = 3, Shortest = 6;
    private const double Full = 0.95, Named = 0.8, Short = 0.9, Few = 0.3;

    private static readonly ContextWords Words = new("ip", "ipv6", "address", "addr", "host", "server", "dns", "gateway", "ping", "subnet", "listen", "bind", "nameserver", "loopback", "localhost");

    public static NetworkAddress Match(ref TextView text, int start)
    {
        var (at, groups, gap) = (start, 0, false);
        while (true)
        {
            if (text.Peek(at) == ':')
            {
                // A single colon at the very start is none of ours, and a second gap neither.
                if (text.Peek(at + 1) != ':' || gap)
                    return default;
                gap = true;
                at += 2;
                if (!char.IsAsciiHexDigit(text.Peek(at)))
                    break;
            }
            var first = at;
            while (at - first < 5 && char.IsAsciiHexDigit(text.Peek(at)))
                at++;
            if (text.Peek(at) == '.' && groups > 0 && IpV4.End(ref text, first, out _) is > 0 and var end)
            {
                groups += 2;
                at = end;
                break;
            }
            if (at == first || at - first > 4 || ++groups > Groups)
                return default;
            if (text.Peek(at) != ':')
                break;
            if (text.Peek(at + 1) == ':')
                continue;
            if (!char.IsAsciiHexDigit(text.Peek(at + 1)))
                break;
            at++;
        }
        var next = text.Peek(at);
        if (text.Starved || Characters.IsWord(next) || (next == ':' && (text.Peek(at + 1) == ':' || char.IsAsciiHexDigit(text.Peek(at + 1)))) || (gap ? groups >= Groups : groups != Groups) || at - start < Shortest)
            return default;
        if (groups >= Enough || text.Chars[start..at].StartsWith("fe80::", StringComparison.OrdinalIgnoreCase))
            return new NetworkAddress(at, gap ? Short : Full);
        return new NetworkAddress(at, Words.Precede(text, start) ? Named : Few);
    }
}
