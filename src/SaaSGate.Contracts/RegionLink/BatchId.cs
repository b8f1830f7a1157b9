namespace SaaSGate.Contracts.RegionLink;

/// <summary>Ids that Claude gives to batches: <c>msgbatch_…</c>.</summary>
public static class BatchId
{
    private const string Prefix = "msgbatch_";
    private const int Longest = 128;

    /// <summary>Whether a text is such an id. It needs no escaping anywhere then.</summary>
    public static bool Is(ReadOnlySpan<char> text)
    {
        if (text.Length <= Prefix.Length || text.Length > Longest || !text.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        foreach (var character in text[Prefix.Length..])
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_'))
                return false;
        }
        return true;
    }
}
