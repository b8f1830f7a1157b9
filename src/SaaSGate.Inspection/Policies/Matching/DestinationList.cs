namespace SaaSGate.Inspection.Policies.Matching;

/// <summary>
/// Hosts and mail addresses that a rule means, globs among them: <c>files.example.com</c>, <c>*.example.com</c> (each host below
/// it), <c>*@example.com</c>. An entry without an at sign means all mail to the host too.
/// </summary>
internal static class DestinationList
{
    /// <summary>Whether an entry can be read: a host or a mail address, no web address.</summary>
    public static bool IsEntry(string entry) => Glob.IsGlob(entry) && !entry.Contains('/', StringComparison.Ordinal) && !entry.Contains(':', StringComparison.Ordinal) && !entry.Any(char.IsWhiteSpace);

    /// <summary>Whether any entry means a destination.</summary>
    /// <param name="entries">The list.</param>
    /// <param name="destination">A host or a mail address in small letters.</param>
    public static bool Contains(IReadOnlyList<string> entries, ReadOnlySpan<char> destination)
    {
        for (var i = 0; i < entries.Count; i++)
            if (Glob.IsMatch(entries[i], entries[i].Contains('@', StringComparison.Ordinal) ? destination : HostOf(destination)))
                return true;
        return false;
    }

    /// <summary>The host of a destination: what stands behind the at sign of a mail address.</summary>
    public static ReadOnlySpan<char> HostOf(ReadOnlySpan<char> destination) => destination[(destination.IndexOf('@') + 1)..];
}
