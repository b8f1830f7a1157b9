using SaaSGate.Contracts.Billing;

namespace SaaSGate.Postgres.Billing;

/// <summary>What was last read of an organisation's payment, and what follows from it.</summary>
/// <param name="CustomerId">Stripe's customer.</param>
/// <param name="SubscriptionId">The subscription that counts; null where there never was one.</param>
/// <param name="Status">Its state; <c>none</c> without.</param>
/// <param name="Plan">The plan's key.</param>
/// <param name="Seats">Seats that are paid for; null where the plan has none to pay for.</param>
/// <param name="Features">Lookup keys of the entitlements in force.</param>
/// <param name="StartedAt">When the subscription began: use before it is not paid for.</param>
/// <param name="PeriodStart">Of what is paid for now.</param>
/// <param name="PeriodEnd">Its end.</param>
/// <param name="TrialEnd">When a trial ends.</param>
/// <param name="CancelAt">When it ends, where somebody said so.</param>
/// <param name="LateSince">Since when a payment is late; null where none is.</param>
/// <param name="GrowthStopsAt">When nothing more can be added for that.</param>
/// <param name="PaymentMethod">In words; null where there is none.</param>
/// <param name="TrialUsed">Whether there was a trial, or a subscription without.</param>
/// <param name="ReadAt">When Stripe was last read.</param>
/// <param name="DueAt">When it is looked at next.</param>
/// <param name="ReconciledOn">The last day whose use was held against Stripe's, as <c>yyyy-MM-dd</c>.</param>
/// <param name="Told">Notices of the present state that were given.</param>
/// <param name="BudgetCents">Of a period; null without.</param>
/// <param name="BudgetTold">Per cent of it that were told of in this period.</param>
/// <param name="Version">Counts changes.</param>
public sealed record BillingAccount(
    string CustomerId, string? SubscriptionId, string Status, string Plan, int? Seats, IReadOnlyList<string> Features, DateTimeOffset? StartedAt, DateTimeOffset? PeriodStart, DateTimeOffset? PeriodEnd,
    DateTimeOffset? TrialEnd, DateTimeOffset? CancelAt, DateTimeOffset? LateSince, DateTimeOffset? GrowthStopsAt, string? PaymentMethod, bool TrialUsed, DateTimeOffset? ReadAt,
    DateTimeOffset DueAt, string? ReconciledOn, IReadOnlyList<string> Told, long? BudgetCents, int BudgetTold, long Version)
{
    /// <summary>Whether use is paid for.</summary>
    public bool IsMetered => SubscriptionMeaning.Of(Status).KeepsPlan && StartedAt is not null && PeriodStart is not null;
}
