using System.Globalization;
using Stripe;
using Stripe.Billing;
using Feature = Stripe.Entitlements.Feature;

namespace SaaSGate.ControlPlane.Billing;

/// <summary>
/// Makes Stripe have what <c>plans.json</c> says. It looks first and makes what is missing or different, by ids and lookup keys that Stripe keeps unique: run again it
/// changes nothing, and broken off it goes on. Nothing that others made at Stripe is touched.
/// </summary>
internal sealed class StripeSync(StripeApi stripe, PlanCatalogue plans)
{
    private const int MostListed = 100;

    /// <summary>Makes it so, or only says what would be made.</summary>
    /// <param name="dryRun">Whether nothing is changed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was, or would be, changed; in the order in which it is done.</returns>
    /// <exception cref="StripeException">Stripe refused, or is out of reach.</exception>
    public async Task<IReadOnlyList<SyncChange>> RunAsync(bool dryRun, CancellationToken cancellationToken)
    {
        var changes = new List<SyncChange>();
        var meters = await MetersAsync(changes, dryRun, cancellationToken);
        var features = await FeaturesAsync(changes, dryRun, cancellationToken);
        foreach (var plan in plans.Plans.Where(plan => plan.Features.Count > 0))
        {
            await ProductAsync(plan, changes, dryRun, cancellationToken);
            await ProductFeaturesAsync(plan, features, changes, dryRun, cancellationToken);
            foreach (var price in plan.Prices)
                await PriceAsync(plan, price, meters, changes, dryRun, cancellationToken);
        }

        return changes;
    }

    private async Task<Dictionary<string, string>> MetersAsync(List<SyncChange> changes, bool dryRun, CancellationToken cancellationToken)
    {
        var (known, ids) = (new List<Meter>(), new Dictionary<string, string>(StringComparer.Ordinal));
        await foreach (var meter in stripe.Client.V1.Billing.Meters.ListAutoPagingAsync(new() { Status = "active", Limit = MostListed }, null, cancellationToken))
            known.Add(meter);
        foreach (var meter in plans.Meters)
        {
            // Of a meter only the name can be changed.
            var there = known.FirstOrDefault(one => one.EventName == meter.EventName);
            if (there is not null && there.DisplayName != meter.Name)
            {
                changes.Add(new("change", "meter", meter.EventName, there.DisplayName, meter.Name));
                if (!dryRun)
                    await stripe.Client.V1.Billing.Meters.UpdateAsync(there.Id, new() { DisplayName = meter.Name }, null, cancellationToken);
            }
            else if (there is null)
            {
                changes.Add(new("create", "meter", meter.EventName, null, meter.Name));
                if (!dryRun)
                    there = await stripe.Client.V1.Billing.Meters.CreateAsync(
                        new()
                        {
                            DisplayName = meter.Name,
                            EventName = meter.EventName,
                            DefaultAggregation = new() { Formula = "sum" },
                            CustomerMapping = new() { Type = "by_id", EventPayloadKey = "stripe_customer_id" },
                            ValueSettings = new() { EventPayloadKey = "value" },
                        }, null, cancellationToken);
            }

            ids[meter.Key] = there?.Id ?? "";
        }

        return ids;
    }

    private async Task<Dictionary<string, string>> FeaturesAsync(List<SyncChange> changes, bool dryRun, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, Feature>(StringComparer.Ordinal);
        await foreach (var feature in stripe.Client.V1.Entitlements.Features.ListAutoPagingAsync(new() { Limit = MostListed }, null, cancellationToken))
            known.TryAdd(feature.LookupKey, feature);
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var feature in plans.Features)
        {
            var there = known.GetValueOrDefault(feature.Key);
            if (there is not null && there.Name != feature.Name)
            {
                changes.Add(new("change", "feature", feature.Key, there.Name, feature.Name));
                if (!dryRun)
                    await stripe.Client.V1.Entitlements.Features.UpdateAsync(there.Id, new() { Name = feature.Name }, null, cancellationToken);
            }
            else if (there is null)
            {
                changes.Add(new("create", "feature", feature.Key, null, feature.Name));
                if (!dryRun)
                    there = await stripe.Client.V1.Entitlements.Features.CreateAsync(new() { LookupKey = feature.Key, Name = feature.Name }, null, cancellationToken);
            }

            ids[feature.Key] = there?.Id ?? "";
        }

        return ids;
    }

    private async Task ProductAsync(Plan plan, List<SyncChange> changes, bool dryRun, CancellationToken cancellationToken)
    {
        var there = (await stripe.Client.V1.Products.ListAsync(new() { Ids = [plan.ProductId], Limit = 1 }, null, cancellationToken)).Data.FirstOrDefault();
        var (from, to) = (there is null ? null : $"{there.Name}: {there.Description}", $"{plan.Name}: {plan.Description}");
        if (there is null)
        {
            changes.Add(new("create", "product", plan.ProductId, null, to));
            if (!dryRun)
                await stripe.Client.V1.Products.CreateAsync(new() { Id = plan.ProductId, Name = plan.Name, Description = plan.Description }, null, cancellationToken);
        }
        else if (from != to)
        {
            changes.Add(new("change", "product", plan.ProductId, from, to));
            if (!dryRun)
                await stripe.Client.V1.Products.UpdateAsync(plan.ProductId, new() { Name = plan.Name, Description = plan.Description }, null, cancellationToken);
        }
    }

    private async Task ProductFeaturesAsync(Plan plan, Dictionary<string, string> features, List<SyncChange> changes, bool dryRun, CancellationToken cancellationToken)
    {
        // A product that is not there yet has no features.
        var known = new List<ProductFeature>();
        if (!changes.Any(change => change is { What: "product", Verb: "create" } && change.Key == plan.ProductId) || !dryRun)
            await foreach (var feature in Features().ListAutoPagingAsync(plan.ProductId, new() { Limit = MostListed }, null, cancellationToken))
                known.Add(feature);
        foreach (var key in plan.Features.Where(key => known.All(one => one.EntitlementFeature.LookupKey != key)))
        {
            changes.Add(new("create", "product feature", $"{plan.ProductId}/{key}", null, key));
            if (!dryRun)
                await Features().CreateAsync(plan.ProductId, new() { EntitlementFeature = features[key] }, null, cancellationToken);
        }

        // What SaaSGate knows and the plan has no more; what the operator added is left.
        foreach (var feature in known.Where(one => plans.Features.Any(ours => ours.Key == one.EntitlementFeature.LookupKey) && !plan.Features.Contains(one.EntitlementFeature.LookupKey)))
        {
            changes.Add(new("retire", "product feature", $"{plan.ProductId}/{feature.EntitlementFeature.LookupKey}", feature.EntitlementFeature.LookupKey, null));
            if (!dryRun)
                await Features().DeleteAsync(plan.ProductId, feature.Id, null, null, cancellationToken);
        }

        ProductFeatureService Features() => stripe.Client.V1.Products.Features;
    }

    private async Task PriceAsync(Plan plan, PlanPrice price, Dictionary<string, string> meters, List<SyncChange> changes, bool dryRun, CancellationToken cancellationToken)
    {
        // The amount of a price never changes: another takes over its lookup key, and who subscribed keeps the old one.
        var there = (await stripe.Client.V1.Prices.ListAsync(new() { LookupKeys = [price.Key], Active = true, Limit = 1 }, null, cancellationToken)).Data.FirstOrDefault();
        var (from, to) = (there is null ? null : Words(there.UnitAmountDecimal ?? there.UnitAmount ?? 0, there.Currency, there.Recurring?.Meter), Words(price.UnitCents, plans.Currency, price.Meter is { } key ? meters[key] : null));
        if (from == to)
            return;
        changes.Add(new(there is null ? "create" : "change", "price", price.Key, from, to));
        if (dryRun)
            return;
        await stripe.Client.V1.Prices.CreateAsync(
            new()
            {
                Product = plan.ProductId,
                Currency = plans.Currency,
                UnitAmountDecimal = price.UnitCents,
                Nickname = price.Name,
                LookupKey = price.Key,
                TransferLookupKey = true,
                Recurring = new() { Interval = "month", UsageType = price.Meter is null ? "licensed" : "metered", Meter = price.Meter is { } meter ? meters[meter] : null },
            }, null, cancellationToken);
    }

    private static string Words(decimal cents, string currency, string? meter) =>
        $"{(cents / 100).ToString("0.00########", CultureInfo.InvariantCulture)} {currency} a month{(meter is null ? "" : $" for each of {(meter.Length > 0 ? meter : "a new meter")}")}";
}
