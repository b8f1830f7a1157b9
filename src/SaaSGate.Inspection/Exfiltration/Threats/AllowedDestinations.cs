using System.Collections.Frozen;

namespace SaaSGate.Inspection.Exfiltration.Threats;

/// <summary>
/// Where a rule lets inputs of tools go: <c>api.example.com</c>, <c>*.example.com</c> (each host below it, not itself), or a
/// mail address. An entry for a host also allows all mail to it.
/// </summary>
internal sealed class AllowedDestinations
{
    private const int LongestEntry = 320;

    private readonly FrozenSet<string> _exact;
    private readonly string[] _below;

    public AllowedDestinations(IReadOnlyCollection<string> entries)
    {
        _exact = entries.Where(entry => entry[0] != '*').Select(entry => entry.ToLowerInvariant()).ToFrozenSet(StringComparer.Ordinal);
        _below = [.. entries.Where(entry => entry[0] == '*').Select(entry => entry[1..].ToLowerInvariant())];
    }

    /// <summary>Allows nothing.</summary>
    public static AllowedDestinations None { get; } = new([]);

    /// <summary>Whether an entry can be read.</summary>
    public static bool IsEntry(string entry) =>
        entry.Length is > 0 and <= LongestEntry && !entry.Any(char.IsWhiteSpace) && !entry.Contains('/', StringComparison.Ordinal) && !entry.Contains(':', StringComparison.Ordinal)
        && (!entry.Contains('*', StringComparison.Ordinal) || (entry.StartsWith("*.", StringComparison.Ordinal) && entry.LastIndexOf('*') == 0 && entry.Length > 2));

    public bool Contains(string destination)
    {
        var host = destination[(destination.IndexOf('@', StringComparison.Ordinal) + 1)..];
        if (_exact.Contains(destination) || _exact.Contains(host))
            return true;
        foreach (var below in _below)
            if (host.EndsWith(below, StringComparison.Ordinal) && host.Length > below.Length)
                return true;
        return false;
    }
}
