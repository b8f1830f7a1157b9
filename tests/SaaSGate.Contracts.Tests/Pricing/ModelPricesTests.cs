using SaaSGate.Contracts.Pricing;
using SaaSGate.Contracts.RegionLink;
using Xunit;

namespace SaaSGate.Contracts.Tests.Pricing;

public sealed class ModelPricesTests
{
    [Theory]
    [InlineData("claude-sonnet-4-5-20250929", 3, 15)]
    [InlineData("claude-opus-4-1-20250805", 15, 75)]
    [InlineData("claude-opus-4-6", 5, 25)]
    [InlineData("claude-3-haiku-20240307", 0.25, 1.25)]
    public void Knows_what_a_model_costs_by_how_its_name_begins(string model, double input, double output) =>
        Assert.Equal(((decimal)input, (decimal)output), (ModelPrices.Listed.Find(model)!.Input, ModelPrices.Listed.Find(model)!.Output));

    [Theory]
    [InlineData("claude-next")]
    [InlineData("")]
    [InlineData(null)]
    public void Does_not_guess(string? model) => Assert.Null(ModelPrices.Listed.Find(model));

    [Fact]
    public void An_installation_has_its_own()
    {
        var prices = new ModelPrices([new("claude-opus-5", new() { Input = 4, Output = 20 }), new("claude-opus-5-5", new() { Input = 1, Output = 2 })]);
        Assert.Equal((4, 1, 2), (prices.Find("claude-opus-5-0")!.Input, prices.Find("claude-opus-5-5-20260901")!.Input, prices.Find("claude-sonnet-5")!.Input));
    }

    [Theory]
    [InlineData(1_000_000, 0, 0, 0, 3_000_000)]
    [InlineData(10, 20, 0, 0, 330)]
    [InlineData(0, 0, 100, 0, 30)]
    [InlineData(0, 0, 0, 100, 375)]
    public void Counts_in_millionths_of_a_dollar(long input, long output, long cacheRead, long cacheWrite, long cost) =>
        Assert.Equal(cost, ModelPrices.Listed.Find("claude-sonnet-4-5")!.CostOf(input, output, cacheRead, cacheWrite));

    [Fact]
    public void Results_of_a_batch_cost_half_by_the_models_that_made_them()
    {
        var read = new ExchangeEnded { InputTokens = 3_000_000, OutputTokens = 2_000_000 };
        read.Results.Add(new ModelUse { Model = "claude-sonnet-4-5", InputTokens = 1_000_000, OutputTokens = 1_000_000 });
        read.Results.Add(new ModelUse { Model = "claude-haiku-4-5", InputTokens = 1_000_000, OutputTokens = 1_000_000 });
        read.Results.Add(new ModelUse { Model = "claude-next", InputTokens = 1_000_000 });
        Assert.Equal((3_000_000 + 15_000_000 + 1_000_000 + 5_000_000) / 2, ModelPrices.Listed.CostOf("", read));
        Assert.Equal(39_000_000, ModelPrices.Listed.CostOf("claude-sonnet-4-5", new() { InputTokens = 3_000_000, OutputTokens = 2_000_000 }));
    }

    [Fact]
    public void A_gateway_that_is_told_them_counts_the_same()
    {
        var prices = new ModelPrices([new("claude-test", new() { Input = 1.5m, Output = 7, CacheRead = 0.03m })]);
        var told = ModelPrices.Of(prices.Told());
        foreach (var model in (string[])["claude-test-1", "claude-3-haiku-20240307", "claude-sonnet-4-5"])
            Assert.Equal(prices.Find(model)!.CostOf(12_345, 678, 90_123, 4_567), told.Find(model)!.CostOf(12_345, 678, 90_123, 4_567));
        Assert.Null(told.Find("claude-next"));
    }
}
