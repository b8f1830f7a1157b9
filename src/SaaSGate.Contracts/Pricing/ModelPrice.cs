namespace SaaSGate.Contracts.Pricing;

/// <summary>What a model's tokens cost, in US dollars per million tokens: that is, in millionths of a dollar per token.</summary>
public sealed record ModelPrice
{
    /// <summary>Tokens in that no cache knows.</summary>
    public decimal Input { get; init; }

    /// <summary>Tokens out.</summary>
    public decimal Output { get; init; }

    /// <summary>Tokens in that a cache has; a tenth of <see cref="Input"/> when absent.</summary>
    public decimal? CacheRead { get; init; }

    /// <summary>Tokens in that a cache keeps for five minutes; a quarter more than <see cref="Input"/> when absent.</summary>
    public decimal? CacheWrite { get; init; }

    /// <summary>Millionths of a dollar.</summary>
    public long CostOf(long input, long output, long cacheRead, long cacheWrite) =>
        (long)decimal.Round((input * Input) + (output * Output) + (cacheRead * CacheReadPrice) + (cacheWrite * CacheWritePrice));

    internal decimal CacheReadPrice => CacheRead ?? (Input / 10);

    internal decimal CacheWritePrice => CacheWrite ?? (Input * 1.25m);
}
