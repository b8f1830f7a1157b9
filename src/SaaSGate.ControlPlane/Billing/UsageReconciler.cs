using System.Globalization;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Billing;

namespace SaaSGate.ControlPlane.Billing;

/// <summary>Holds each day's use against what Stripe counts, when the day has been over for an hour and Stripe's sums have what was sent of it last.</summary>
internal sealed class UsageReconciler(BillingStore accounts, UsageStore usage, StripeApi stripe, PlanCatalogue plans, TimeProvider clock)
{
    private const int MostDays = 30;
    private static readonly TimeSpan AfterMidnight = TimeSpan.FromHours(1);

    public async Task ReconcileAsync(Id<Organisation> organisation, BillingAccount account, CancellationToken cancellationToken)
    {
        var yesterday = DateOnly.FromDateTime((clock.GetUtcNow() - AfterMidnight).UtcDateTime).AddDays(-1);
        var day = account.ReconciledOn is { } last ? DateOnly.ParseExact(last, "yyyy-MM-dd", CultureInfo.InvariantCulture).AddDays(1) : yesterday;
        for (day = day < yesterday.AddDays(-MostDays) ? yesterday.AddDays(-MostDays) : day; day <= yesterday; day = day.AddDays(1))
        {
            // Days are compared once, in order: one that is too early waits for a later pass, and those after it with it.
            var from = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
            if (!await usage.IsSettledAsync(organisation, from, from.AddDays(1), clock.GetUtcNow() - UsageSender.SumsBehind, cancellationToken))
                return;
            await ReconcileAsync(organisation, account, day, from, cancellationToken);
        }
    }

    private async Task ReconcileAsync(Id<Organisation> organisation, BillingAccount account, DateOnly day, DateTimeOffset from, CancellationToken cancellationToken)
    {
        foreach (var meter in plans.Meters)
        {
            if (await stripe.FindMeterAsync(meter.EventName, cancellationToken) is not { } meterId)
                return;
            var counted = await stripe.CountedAsync(meterId, account.CustomerId, from, from.AddDays(1), cancellationToken);
            var sent = await usage.SentSumAsync(organisation, meter.Key, from, from.AddDays(1), cancellationToken);
            await usage.ReconciledAsync(organisation, day, meter.Key, sent, counted, cancellationToken);
        }

        await accounts.SetReconciledAsync(organisation, day, cancellationToken);
    }
}
