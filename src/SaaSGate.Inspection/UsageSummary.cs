namespace SaaSGate.Inspection;

/// <summary>Tokens that Claude counted; 0 where it said nothing.</summary>
/// <param name="InputTokens">Tokens read, caches apart.</param>
/// <param name="OutputTokens">Tokens written.</param>
/// <param name="CacheReadTokens">Tokens read from the prompt cache.</param>
/// <param name="CacheCreationTokens">Tokens written to the prompt cache.</param>
public readonly record struct UsageSummary(long InputTokens, long OutputTokens, long CacheReadTokens, long CacheCreationTokens)
{
    /// <summary>Counts are claims of an upstream. None is taken for more than this, so that sums stay far from overflowing.</summary>
    public const long MostTokens = 1_000_000_000_000;
}
