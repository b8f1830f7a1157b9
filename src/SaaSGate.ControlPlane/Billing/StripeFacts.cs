namespace SaaSGate.ControlPlane.Billing;

/// <summary>What Stripe says of a customer, fetched, not told.</summary>
/// <param name="Subscription">The one that counts; null where there never was one.</param>
/// <param name="HadSubscription">Whether there ever was one that began.</param>
/// <param name="Features">Lookup keys of active entitlements.</param>
/// <param name="LateSince">When the oldest invoice was made that could be collected and was not; null where there is none.</param>
/// <param name="PaymentMethod">In words; null where there is none.</param>
internal sealed record StripeFacts(SubscriptionFacts? Subscription, bool HadSubscription, IReadOnlyList<string> Features, DateTimeOffset? LateSince, string? PaymentMethod)
{
    /// <summary>Ids of others that go on too, made by later checkouts: somebody paid twice.</summary>
    public IReadOnlyList<string> Second { get; init; } = [];
}
