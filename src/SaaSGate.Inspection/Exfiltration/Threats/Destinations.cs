using System.Buffers;
using SaaSGate.Inspection.Detection;

namespace SaaSGate.Inspection.Exfiltration.Threats;

/// <summary>Where the input of a tool would send something: hosts of addresses, domains of mail, members that name a host.</summary>
internal static class Destinations
{
    /// <summary>Destinations of one text that are told.</summary>
    public const int Most = 50;

    private const int LongestHost = 253;

    private static readonly SearchValues<char> AuthorityEnds = SearchValues.Create("/\\?# \t\r\n\"'`<>(){}[]|^,;"),
        HostUnits = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-");

    private static readonly string[] HostNames = ["url", "uri", "host", "hostname", "domain", "server", "endpoint", "webhook", "base_url", "remote", "destination", "target", "origin", "address"];

    public static List<Threat> Find(ReadOnlySpan<char> text, ReadOnlySpan<char> name)
    {
        var found = new List<Threat>();
        AddAuthorities(text, found);
        AddMail(text, found);
        if (found.Count == 0 && IsHostName(name) && HostOf(text) is { } host)
            Add(found, 0, text.Length, host);
        return found;
    }

    private static void AddAuthorities(ReadOnlySpan<char> text, List<Threat> found)
    {
        for (var from = 0; text[from..].IndexOf(':') is >= 0 and var colon; from += colon + 1)
        {
            var start = from + colon + 1;
            var marks = text[start..].IndexOfAnyExcept('/', '\\') is >= 0 and var length ? length : text.Length - start;
            if (marks < 2 || from + colon == 0 || !char.IsAsciiLetter(text[from + colon - 1]))
                continue;
            start += marks;
            var end = text[start..].IndexOfAny(AuthorityEnds) is >= 0 and var stop ? start + stop : text.Length;
            // Browsers take what stands behind the last at sign for the host.
            var host = text[start..end].LastIndexOf('@') is >= 0 and var at ? start + at + 1 : start;
            if (HostOf(text[host..end]) is { } named)
                Add(found, host, end, named);
        }
    }

    private static void AddMail(ReadOnlySpan<char> text, List<Threat> found)
    {
        for (var from = 0; text[from..].IndexOf('@') is >= 0 and var at; from += at + 1)
        {
            var sign = from + at;
            var end = text[(sign + 1)..].IndexOfAnyExcept(HostUnits) is >= 0 and var stop ? sign + 1 + stop : text.Length;
            var start = sign;
            while (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '.' or '-' or '_' or '+' or '\''))
                start--;
            if (start == sign || (start > 1 && text[start - 1] is '/' or ':' && text[..start].EndsWith("//")) || HostOf(text[(sign + 1)..end]) is not { } host)
                continue;
            Add(found, start, end, string.Concat(text[start..sign].ToString().ToLowerInvariant(), "@", host));
        }
    }

    /// <summary>A host in small letters, without its port; null where it is none.</summary>
    private static string? HostOf(ReadOnlySpan<char> text)
    {
        var host = text.LastIndexOf(':') is > 0 and var port && !text[(port + 1)..].ContainsAnyExceptInRange('0', '9') ? text[..port] : text;
        host = host.TrimEnd('.');
        var isHost = host.Length is > 0 and <= LongestHost && (host.Contains('.') || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)) && !host.ContainsAny(AuthorityEnds) && host[0] != '.';
        return isHost ? host.ToString().ToLowerInvariant() : null;
    }

    /// <summary>Whether the value of a member that is called so is a host.</summary>
    public static bool IsHostName(ReadOnlySpan<char> name)
    {
        foreach (var known in HostNames)
            if (name.Equals(known, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    private static void Add(List<Threat> found, int start, int end, string destination)
    {
        if (found.Count < Most)
            found.Add(new Threat(FindingTypes.Destination, "destination", start, end, 1, destination));
    }
}
