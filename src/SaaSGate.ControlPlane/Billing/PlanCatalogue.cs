using System.Text.Json;
using SaaSGate.Contracts.Billing;

namespace SaaSGate.ControlPlane.Billing;

/// <summary>Every plan: <c>plans.json</c>.</summary>
/// <param name="Currency">Of all amounts.</param>
/// <param name="GraceDays">Days that growth goes on when a payment is late.</param>
/// <param name="Meters">What is counted.</param>
/// <param name="Features">What entitlements allow.</param>
/// <param name="Plans">The plans, the cheapest first.</param>
internal sealed record PlanCatalogue(string Currency, int GraceDays, IReadOnlyList<PlanMeter> Meters, IReadOnlyList<PlanFeature> Features, IReadOnlyList<Plan> Plans)
{
    public Plan Free => Plans.Single(plan => plan.Key == PlanKeys.Free);

    public TimeSpan Grace => TimeSpan.FromDays(GraceDays);

    public Plan? Find(string key) => Plans.FirstOrDefault(plan => plan.Key == key);

    /// <summary>A plan's name, for people.</summary>
    public string NameOf(string key) => Find(key)?.Name ?? key;

    public Plan? OfProduct(string? productId) => Plans.FirstOrDefault(plan => plan.ProductId == productId);

    /// <summary>What entitlements allow, at least what Free does; of a plan that is paid by the seat as many people as there are seats.</summary>
    public PlanLimits LimitsOf(Plan plan, IEnumerable<string> features, int? seats)
    {
        var limits = Features.Where(feature => features.Contains(feature.Key)).Aggregate(Free.Limits!, (sum, feature) => sum.Or(feature.Limits));
        return plan.PerSeat && seats is { } paid ? limits with { Seats = paid } : limits;
    }

    /// <exception cref="InvalidDataException">The file contradicts itself.</exception>
    public static PlanCatalogue Load()
    {
        using var stream = typeof(PlanCatalogue).Assembly.GetManifestResourceStream("plans.json")!;
        var catalogue = JsonSerializer.Deserialize<PlanCatalogue>(stream, JsonSerializerOptions.Web)!;
        if (catalogue.Plans.SelectMany(plan => plan.Features).FirstOrDefault(key => catalogue.Features.All(feature => feature.Key != key)) is { } feature)
            throw new InvalidDataException($"plans.json has no feature {feature}.");
        return catalogue.Plans.SelectMany(plan => plan.Prices).FirstOrDefault(price => price.Meter is { } key && catalogue.Meters.All(meter => meter.Key != key)) is { } unmetered
            ? throw new InvalidDataException($"plans.json has no meter {unmetered.Meter}.")
            : catalogue;
    }
}
