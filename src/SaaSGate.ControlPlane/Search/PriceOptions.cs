using SaaSGate.Contracts.Pricing;

namespace SaaSGate.ControlPlane.Search;

/// <summary>What Claude's models cost this installation. Section <c>SaaSGate:Prices</c>, such as <c>SaaSGate:Prices:Models:claude-opus-5:Input</c>.</summary>
internal sealed record PriceOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "SaaSGate:Prices";

    /// <summary>By the beginning of a model's name, in US dollars per million tokens: in place of list prices, or beside them.</summary>
    public Dictionary<string, ModelPrice> Models { get; init; } = [];
}
