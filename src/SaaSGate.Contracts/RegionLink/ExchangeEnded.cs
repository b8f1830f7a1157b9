namespace SaaSGate.Contracts.RegionLink;

/// <summary>How an exchange ended, with what it used.</summary>
public sealed partial class ExchangeEnded
{
    /// <summary>Tokens that count for limits: in, out, and to and from the cache.</summary>
    public long Tokens => InputTokens + OutputTokens + CacheReadTokens + CacheCreationTokens;
}
