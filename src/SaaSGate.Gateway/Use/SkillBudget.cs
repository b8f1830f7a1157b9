using SaaSGate.Contracts.Pricing;
using SaaSGate.Contracts.Problems;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Refusals;
using SaaSGate.Inspection.Policies;

namespace SaaSGate.Gateway.Use;

/// <summary>What a skill may use by policy, and what it has used.</summary>
internal sealed class SkillBudget(SkillLimits limits, SkillMeter meter, ModelPrices prices)
{
    /// <summary>Counts a request in, or refuses it; of a batch all that are in it.</summary>
    public Refusal? Enter(bool stream, int requests = 1) => meter.TryEnter(limits, stream, requests) is { } reached
        ? new Refusal(GatewayProblems.Limited, Detail: $"Used up: {reached.Name}.", RetryAfter: reached.For)
        : null;

    /// <summary>Counts what was used, once.</summary>
    public void Leave(bool stream, string model, ExchangeEnded ending) => meter.Leave(stream, ending.Tokens, prices.CostOf(model, ending));
}
