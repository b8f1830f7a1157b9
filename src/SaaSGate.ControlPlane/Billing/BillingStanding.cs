using System.Globalization;
using SaaSGate.Contracts.Billing;
using SaaSGate.Postgres.Billing;

namespace SaaSGate.ControlPlane.Billing;

/// <summary>What follows from what Stripe says: the account as it is now, and what may be had. It depends on nothing else, so the order of events is none of its concern.</summary>
/// <param name="Account">The account.</param>
/// <param name="Limits">What may be had.</param>
/// <param name="GrowthStopped">Whether nothing more can be added.</param>
internal sealed record BillingStanding(BillingAccount Account, PlanLimits Limits, bool GrowthStopped)
{
    private static readonly TimeSpan TrialNotice = TimeSpan.FromDays(3);

    public static BillingStanding Of(BillingAccount before, StripeFacts facts, PlanCatalogue plans, DateTimeOffset now)
    {
        var subscription = facts.Subscription;
        var meaning = SubscriptionMeaning.Of(subscription?.Status ?? SubscriptionMeaning.None.Status);
        var plan = meaning.KeepsPlan ? plans.OfProduct(subscription!.ProductId) ?? throw new UnknownPlanException(subscription.ProductId) : plans.Free;

        // Stripe takes entitlements away from who pays late; the plan stays, so what it holds stays too.
        var features = !meaning.KeepsPlan ? [] : meaning.Status is "active" or "trialing" ? facts.Features : facts.Features.Union(plan.Features).Order(StringComparer.Ordinal).ToList();
        var late = !meaning.IsLate ? null : meaning.Status == "paused" ? subscription!.TrialEnd ?? subscription.PeriodEnd : facts.LateSince;
        var stops = late + plans.Grace;
        var account = before with
        {
            SubscriptionId = subscription?.Id,
            Status = meaning.Status,
            Plan = plan.Key,
            Seats = plan.PerSeat ? subscription?.Seats : null,
            Features = features,
            StartedAt = subscription?.StartedAt,
            PeriodStart = subscription?.PeriodStart,
            PeriodEnd = subscription?.EndedAt < subscription?.PeriodEnd ? subscription?.EndedAt : subscription?.PeriodEnd,
            TrialEnd = subscription?.TrialEnd,
            CancelAt = meaning.KeepsPlan ? subscription?.CancelAt : null,
            LateSince = late,
            GrowthStopsAt = stops,
            PaymentMethod = facts.PaymentMethod,
            TrialUsed = facts.HadSubscription,
            ReadAt = now,
            BudgetTold = before.PeriodStart == subscription?.PeriodStart ? before.BudgetTold : 0,
        };
        return new(account, plans.LimitsOf(plan, features, account.Seats), stops <= now);
    }

    /// <summary>What is true now that who pays ought to know; each is told once while it is so.</summary>
    public IEnumerable<BillingNotice> Notices(LimitsInForce? has, DateTimeOffset now)
    {
        if (GrowthStopped)
            yield return new("growth_stopped", "high", "A payment is late, and its grace period is over: no skills, connections or people can be added until it is paid. Everything that is there goes on.");
        else if (Account.GrowthStopsAt is { } stops)
            yield return new("payment_late", "medium", $"A payment is late. Pay by {Day(stops)}: from then on no skills, connections or people can be added. Everything that is there goes on.");
        if (Account is { Status: "trialing", TrialEnd: { } trial } && trial - now <= TrialNotice)
            yield return new("trial_ending", "low", $"The trial ends on {Day(trial)}.");
        if (Account.CancelAt is { } ends)
            yield return new("ending", "medium", $"The subscription ends on {Day(ends)}. Then the organisation is on Free.");
        if (has is not null && (has.Skills > Limits.Skills || has.Connections > Limits.Connections || has.Seats > Limits.Seats))
            yield return new("over_limits", "medium", "The organisation has more than its plan allows. Nothing is deleted, and all of it goes on; skills and connections beyond the plan are read-only. Remove some, or choose a larger plan.");
    }

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}
