using System.Buffers;
using System.Collections.Frozen;

namespace SaaSGate.Inspection.Detection.Contacts;

/// <summary>
/// Addresses of machines: IPv4, IPv6 and MAC. All are groups joined by a point, colon or dash: the first of these is looked
/// for, and the group before it read back.
/// </summary>
internal sealed class NetworkAddressDetector : Detector
{
    private const int MaxGroup = 4;
    private static readonly SearchValues<char> Marks = SearchValues.Create(".:-");
    private readonly ValueKind _ip = new("ip-address", FindingTypes.Ip, 25), _mac = new("mac-address", FindingTypes.Mac, 26);
    private readonly bool _findIp, _findMac;

    public NetworkAddressDetector()
        : this(ip: true, mac: true)
    {
    }

    private NetworkAddressDetector(bool ip, bool mac) =>
        (_findIp, _findMac, Kinds) = (ip, mac, ip && mac ? [_ip, _mac] : ip ? [_ip] : [_mac]);

    public override IReadOnlyList<ValueKind> Kinds { get; }

    public override Detector? Limit(FrozenSet<string> types) =>
        (types.Contains(FindingTypes.Ip), types.Contains(FindingTypes.Mac)) switch
        {
            (true, true) => this,
            (false, false) => null,
            var (ip, mac) => new NetworkAddressDetector(ip, mac),
        };

    public override bool TryFind(TextView text, int from, out DetectedValue found, out int settled)
    {
        found = default;
        for (var search = from; ;)
        {
            var mark = text.Chars[search..].IndexOfAny(Marks);
            if (mark < 0)
            {
                settled = text.Final ? text.Length : OpenStart(text, from);
                return false;
            }
            mark += search;
            search = mark + 1;
            if (!CanJoin(text, mark))
                continue;
            var start = GroupStart(text, mark);
            if (start < from || !CanBegin(text, start, mark))
                continue;
            var match = Match(ref text, start, mark);
            if (text.Starved)
            {
                settled = start;
                return false;
            }
            if (match.End == 0)
                continue;
            settled = match.End;
            found = new DetectedValue(match.IsMac ? _mac : _ip, start, match.End, match.Score);
            return true;
        }
    }

    public override string Normalise(ValueKind kind, ReadOnlySpan<char> value) =>
        kind == _mac ? MacAddress.Normalise(value) : value.ToString().ToLowerInvariant();

    private NetworkAddress Match(ref TextView text, int start, int mark)
    {
        var found = default(NetworkAddress);
        if (_findMac && mark > start)
            found = MacAddress.Match(ref text, start, mark);
        if (found.End > 0 || text.Starved || !_findIp)
            return found;
        return text.Chars[mark] switch
        {
            '.' => IpV4.Match(ref text, start),
            ':' => IpV6.Match(ref text, start),
            _ => default,
        };
    }

    /// <summary>A group of one to four hexadecimal digits at the end may be the first of an address.</summary>
    private static int OpenStart(TextView text, int from)
    {
        var start = GroupStart(text, text.Length);
        return start >= from && text.Length - start <= MaxGroup && !Characters.IsWordBefore(text, start) ? start : text.Length;
    }

    private static int GroupStart(TextView text, int mark)
    {
        var start = mark;
        while (start > 0 && mark - start <= MaxGroup && char.IsAsciiHexDigit(text.Chars[start - 1]))
            start--;
        return Math.Min(mark, Escapes.Behind(text, start));
    }

    /// <summary>One look at both sides, since most marks stand in prose: the first of an address's marks comes again behind the next group.</summary>
    private static bool CanJoin(TextView text, int mark)
    {
        var joint = text.Chars[mark];
        if (joint == '-' ? !(char.IsAsciiHexDigit(text.Before(mark, 2)) && !char.IsAsciiHexDigit(text.Before(mark, 3))) : joint == '.' && !char.IsAsciiHexDigit(text.Before(mark)))
            return false;
        var at = mark + 1;
        while (at < text.Length && at - mark <= MaxGroup && char.IsAsciiHexDigit(text.Chars[at]))
            at++;
        return at == text.Length || (text.Chars[at] == joint && (at > mark + 1 || joint == ':'));
    }

    /// <summary>No word goes on here, and no longer row of groups.</summary>
    private static bool CanBegin(TextView text, int start, int mark)
    {
        if (mark - start > MaxGroup || Characters.IsWordBefore(text, start))
            return false;
        var isPoint = text.Chars[mark] == '.';
        return text.Before(start) switch
        {
            ':' => isPoint || !(char.IsAsciiHexDigit(text.Before(start, 2)) || text.Before(start, 2) == ':'),
            '-' => isPoint ? !Characters.IsLetter(text.Before(start, 2)) : !char.IsAsciiHexDigit(text.Before(start, 2)),
            '.' => !Characters.IsWord(text.Before(start, 2)),
            _ => true,
        };
    }
}
