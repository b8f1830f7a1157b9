using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Contracts.Pricing;

/// <summary>
/// A price list by the beginnings of models' names: the longest that fits counts. A model that none fits costs nothing, so far as is
/// known. List prices are public (https://platform.claude.com/docs/en/about-claude/pricing, November 2026) and no bill: discounts
/// and caches of an hour are not in them. What a batch uses costs half.
/// </summary>
public sealed class ModelPrices
{
    private const decimal Millionths = 1_000_000;
    private readonly (string Model, ModelPrice Price)[] _prices;

    /// <summary>List prices, and an installation's own in their place or beside them.</summary>
    public ModelPrices(IEnumerable<KeyValuePair<string, ModelPrice>> own)
        : this(ListPrices(), own)
    {
    }

    private ModelPrices(IEnumerable<KeyValuePair<string, ModelPrice>> list, IEnumerable<KeyValuePair<string, ModelPrice>> own)
    {
        ArgumentNullException.ThrowIfNull(own);
        var prices = list.ToDictionary(StringComparer.Ordinal);
        foreach (var (model, price) in own)
            prices[model] = price;
        _prices = [.. prices.Select(price => (price.Key, price.Value)).OrderByDescending(price => price.Key.Length)];
    }

    /// <summary>List prices alone.</summary>
    public static ModelPrices Listed { get; } = new([]);

    /// <summary>What a control plane told, and nothing else.</summary>
    public static ModelPrices Of(IEnumerable<ModelPriceView> told)
    {
        ArgumentNullException.ThrowIfNull(told);
        return new([], told.Select(price => KeyValuePair.Create(price.Model, new ModelPrice
        {
            Input = price.Input / Millionths,
            Output = price.Output / Millionths,
            CacheRead = price.CacheRead / Millionths,
            CacheWrite = price.CacheWrite / Millionths,
        })));
    }

    /// <summary>All of it, for gateways.</summary>
    public IEnumerable<ModelPriceView> Told() => _prices.Select(row => new ModelPriceView
    {
        Model = row.Model,
        Input = (long)(row.Price.Input * Millionths),
        Output = (long)(row.Price.Output * Millionths),
        CacheRead = (long)(row.Price.CacheReadPrice * Millionths),
        CacheWrite = (long)(row.Price.CacheWritePrice * Millionths),
    });

    /// <summary>What a model's tokens cost; null when that is not known.</summary>
    public ModelPrice? Find(string? model)
    {
        if (model is not null)
        {
            foreach (var (beginning, price) in _prices)
            {
                if (model.StartsWith(beginning, StringComparison.Ordinal))
                    return price;
            }
        }

        return null;
    }

    /// <summary>What an exchange cost, in millionths of a dollar: its tokens by its model, or the results of a batch that it read by theirs.</summary>
    /// <param name="model">Of the request; of reading results there is none.</param>
    /// <param name="ended">The counts.</param>
    public long CostOf(string? model, ExchangeEnded ended)
    {
        ArgumentNullException.ThrowIfNull(ended);
        return ended.Results.Count == 0
            ? Find(model)?.CostOf(ended.InputTokens, ended.OutputTokens, ended.CacheReadTokens, ended.CacheCreationTokens) ?? 0
            : ended.Results.Sum(use => Find(use.Model)?.CostOf(use.InputTokens, use.OutputTokens, use.CacheReadTokens, use.CacheCreationTokens) ?? 0) / 2;
    }

    private static IEnumerable<KeyValuePair<string, ModelPrice>> ListPrices()
    {
        (string[] Models, ModelPrice Price)[] list =
        [
            (["claude-fable-5", "claude-mythos-5"], new() { Input = 10, Output = 50 }),
            (["claude-opus-5", "claude-opus-4-5", "claude-opus-4-6", "claude-opus-4-7", "claude-opus-4-8"], new() { Input = 5, Output = 25 }),
            (["claude-opus-4-0", "claude-opus-4-1", "claude-opus-4-2025", "claude-3-opus"], new() { Input = 15, Output = 75 }),
            (["claude-sonnet-5"], new() { Input = 2, Output = 10 }),
            (["claude-sonnet-4", "claude-3-7-sonnet", "claude-3-5-sonnet"], new() { Input = 3, Output = 15 }),
            (["claude-haiku-4-5"], new() { Input = 1, Output = 5 }),
            (["claude-3-5-haiku"], new() { Input = 0.8m, Output = 4 }),
            (["claude-3-haiku"], new() { Input = 0.25m, Output = 1.25m, CacheRead = 0.03m, CacheWrite = 0.3m }),
        ];
        return list.SelectMany(row => row.Models.Select(model => KeyValuePair.Create(model, row.Price)));
    }
}
