namespace SaaSGate.Contracts.Billing;

/// <summary>
/// What each state of a subscription means here. None of them opens or stops the data path: gateways serve, record and lock
/// whoever pays or does not.
/// </summary>
/// <param name="Status">Stripe's word; <c>none</c> where there never was a subscription.</param>
/// <param name="KeepsPlan">Whether what the plan allows stays allowed; otherwise what Free allows.</param>
/// <param name="Rank">Which of several subscriptions counts: the one with the highest.</param>
/// <param name="IsLate">Whether money that is owed stops growth after the grace period.</param>
/// <param name="Meaning">For people.</param>
public sealed record SubscriptionMeaning(string Status, bool KeepsPlan, int Rank, bool IsLate, string Meaning)
{
    /// <summary>There never was one.</summary>
    public static readonly SubscriptionMeaning None = new("none", false, 0, false, "The organisation is on Free.");

    /// <summary>Every state.</summary>
    public static IReadOnlyList<SubscriptionMeaning> All { get; } =
    [
        None,
        new("incomplete_expired", false, 1, false, "The first payment was not made within 23 hours. The organisation is on Free."),
        new("canceled", false, 2, true, "The subscription is over. The organisation is on Free: what it has beyond that stays, and is read-only."),
        new("incomplete", false, 3, false, "The first payment is being made. Until then the organisation is on Free."),
        new("paused", true, 4, true, "The trial is over and there is no payment method. The plan stays; growth stops after the grace period."),
        new("unpaid", true, 5, true, "Payment failed too often. The plan stays; growth stops after the grace period."),
        new("past_due", true, 6, true, "A payment failed and is tried again. The plan stays; growth stops after the grace period."),
        new("trialing", true, 7, false, "The plan can be tried in full."),
        new("active", true, 8, true, "The plan is in force."),
    ];

    /// <summary>Of a state; one that is not known keeps the plan, so that nothing is taken away by a word.</summary>
    public static SubscriptionMeaning Of(string status) =>
        All.FirstOrDefault(one => one.Status == status) ?? new(status, true, 1, false, "Stripe says something that this version does not know. The plan stays.");
}
