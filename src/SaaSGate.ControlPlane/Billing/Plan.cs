using SaaSGate.Contracts.Billing;

namespace SaaSGate.ControlPlane.Billing;

/// <summary>What can be had, and what it costs.</summary>
/// <param name="Key">Never changes.</param>
/// <param name="Name">For people.</param>
/// <param name="Description">What one gets.</param>
/// <param name="Limits">Of a plan that Stripe knows nothing of; null where features say it.</param>
/// <param name="PerSeat">Whether there may be as many people as seats are paid for.</param>
/// <param name="TrialDays">Days that an organisation may try it, once; 0 for none.</param>
/// <param name="Features">Lookup keys of entitlements.</param>
/// <param name="Prices">What it costs a month; none where that is agreed on.</param>
internal sealed record Plan(
    string Key, string Name, string Description, PlanLimits? Limits, bool PerSeat, int TrialDays, IReadOnlyList<string> Features, IReadOnlyList<PlanPrice> Prices)
{
    private const string ProductPrefix = "saasgate_";

    /// <summary>Id of its product at Stripe.</summary>
    public string ProductId => ProductPrefix + Key;

    /// <summary>Whether one can go and pay for it.</summary>
    public bool IsSold => Prices.Count > 0;

    /// <summary>Cents a month for a seat.</summary>
    public decimal SeatCents => Prices.FirstOrDefault(price => price.Meter is null)?.UnitCents ?? 0;

    /// <summary>Cents for one of what a meter counts.</summary>
    public decimal CentsOf(string meter) => Prices.FirstOrDefault(price => price.Meter == meter)?.UnitCents ?? 0;
}
