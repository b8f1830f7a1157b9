namespace SaaSGate.ControlPlane.Billing;

/// <summary>Something that Stripe has otherwise than <c>plans.json</c> says, or not at all.</summary>
/// <param name="Verb">create, change or retire.</param>
/// <param name="What">What it is: meter, feature, product, price, or a product's feature.</param>
/// <param name="Key">Which.</param>
/// <param name="From">What Stripe has; null where it has none.</param>
/// <param name="To">What it is to have; null where it is to have none.</param>
internal sealed record SyncChange(string Verb, string What, string Key, string? From, string? To);
