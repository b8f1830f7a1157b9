using System.Buffers;

namespace SaaSGate.Postgres.Recording;

/// <summary>Finds the hosts of addresses (<c>scheme://host…</c>) in a text.</summary>
public static class HostNames
{
    private const int LongestHost = 253;
    private static readonly SearchValues<char> Name = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");
    private static readonly SearchValues<char> AuthorityEnd = SearchValues.Create("/?#\"'\\<>()[]{} \t\r\n,;`");

    /// <summary>Lower case, each once.</summary>
    public static IEnumerable<string> In(string text)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        for (var at = text.IndexOf("://", StringComparison.Ordinal); at >= 0; at = text.IndexOf("://", at + 3, StringComparison.Ordinal))
            if (at > 0 && char.IsAsciiLetterOrDigit(text[at - 1]) && HostAt(text.AsSpan(at + 3)) is { } host)
                found.Add(host);
        return found;
    }

    private static string? HostAt(ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAny(AuthorityEnd);
        var authority = end < 0 ? rest : rest[..end];
        authority = authority[(authority.LastIndexOf('@') + 1)..];
        var port = authority.IndexOf(':');
        var host = (port < 0 ? authority : authority[..port]).TrimEnd('.');
        return host.Length is > 0 and <= LongestHost && !host.ContainsAnyExcept(Name) && char.IsAsciiLetterOrDigit(host[0]) && (host.Contains('.') || host is "localhost")
            ? host.ToString().ToLowerInvariant()
            : null;
    }
}
