using System.Data;
using Microsoft.Extensions.Logging;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Billing;
using SaaSGate.Postgres.Live;
using Stripe;

namespace SaaSGate.ControlPlane.Billing;

/// <summary>
/// Looks after one organisation's account. Whatever happened, Stripe is read anew and everything follows from that: an event is a reason to look, never a fact, so
/// events may come twice, late, in any order or not at all.
/// </summary>
internal sealed partial class BillingWork(
    BillingStore accounts, StripeEventStore events, StripeApi stripe, PlanCatalogue plans, UsageSender sender, UsageReconciler reconciler, UsageCost costs, TimeProvider clock, ILogger<BillingWork> logger)
{
    private static readonly TimeSpan UnreadAtMost = TimeSpan.FromHours(6), AfterTheHour = TimeSpan.FromMinutes(3), FailedPause = TimeSpan.FromMinutes(1);
    private static readonly int[] BudgetSteps = [100, 80];

    /// <summary>The customer of an organisation; made where there is none.</summary>
    public async Task<string> CustomerAsync(Id<Organisation> organisation, CancellationToken cancellationToken)
    {
        if ((await accounts.FindAsync(organisation, cancellationToken))?.CustomerId is { } known)
            return known;
        var name = (await accounts.NameAsync(organisation, cancellationToken))?.Name ?? organisation.Value;
        var customer = await accounts.AddAsync(organisation, await stripe.CreateCustomerAsync(organisation, name, cancellationToken), cancellationToken);

        // Stripe may have said that it made the customer before it said so to us.
        await events.AdoptAsync(organisation, customer, cancellationToken);
        return customer;
    }

    /// <summary>Does all that is due.</summary>
    /// <param name="organisation">Whose.</param>
    /// <param name="readNow">Whether Stripe is read even if nothing is known to have happened.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What portals are to be told.</returns>
    public async Task<IReadOnlyList<FeedEvent>> DoAsync(Id<Organisation> organisation, bool readNow, CancellationToken cancellationToken)
    {
        var waiting = await events.WaitingAsync(organisation, cancellationToken);
        if (await accounts.FindAsync(organisation, cancellationToken) is not { } account)
            return [];
        var told = new List<FeedEvent>();

        // 1. Stripe, where there is a reason to look.
        var now = clock.GetUtcNow();
        if (readNow || waiting.Count > 0 || account.ReadAt is null || now >= account.ReadAt + UnreadAtMost || Passed(account.GrowthStopsAt) || Passed(account.PeriodEnd) || Passed(account.TrialEnd))
        {
            try
            {
                var (noticed, second) = await ReadAsync(organisation, account, cancellationToken);
                told.AddRange(noticed);

                // It is told before it is done: what breaks off in between is done again, and not told again.
                foreach (var subscription in second)
                    await CancelAsync(organisation, subscription, cancellationToken);
                if (second.Count > 0)
                    told.AddRange((await ReadAsync(organisation, (await accounts.FindAsync(organisation, cancellationToken))!, cancellationToken)).Events);
                await events.DoneAsync([.. waiting.Select(one => one.Id)], cancellationToken);
            }
            catch (Exception failed) when (!cancellationToken.IsCancellationRequested && IsExpected(failed))
            {
                await events.FailedAsync([.. waiting.Select(one => one.Id)], failed.Message, failed is UnknownPlanException, cancellationToken);
                await accounts.SetDueAsync(organisation, now + FailedPause, cancellationToken);
                Log.NotRead(logger, organisation.Value, failed.Message);
                if (readNow)
                    throw;
                return told;
            }

            account = (await accounts.FindAsync(organisation, cancellationToken))!;
        }

        // 2. Use.
        DateTimeOffset? again = null;
        if (account.IsMetered || UsageSender.TakesLast(account, clock.GetUtcNow()))
            again = await sender.SendAsync(organisation, account, cancellationToken);
        if (account.IsMetered)
        {
            try
            {
                await reconciler.ReconcileAsync(organisation, account, cancellationToken);
            }
            catch (Exception failed) when (!cancellationToken.IsCancellationRequested && IsExpected(failed))
            {
                Log.NotReconciled(logger, organisation.Value, failed.Message);
            }
        }

        // 3. When to look again.
        var next = Next(account, clock.GetUtcNow());
        await accounts.SetDueAsync(organisation, again < next ? again.Value : next, cancellationToken);
        return told;

        bool Passed(DateTimeOffset? time) => time <= now && account.ReadAt < time;
    }

    /// <summary>Ends a subscription too many. Where Stripe does not let us, use is billed all the same, and the next reading tries again.</summary>
    private async Task CancelAsync(Id<Organisation> organisation, string subscription, CancellationToken cancellationToken)
    {
        try
        {
            await stripe.CancelAsync(subscription, cancellationToken);
        }
        catch (Exception failed) when (!cancellationToken.IsCancellationRequested && IsExpected(failed))
        {
            Log.NotCancelled(logger, organisation.Value, subscription, failed.Message);
        }
    }

    /// <returns>What portals are to be told, and subscriptions that are to be cancelled.</returns>
    private async Task<(List<FeedEvent> Events, IReadOnlyList<string> Second)> ReadAsync(Id<Organisation> organisation, BillingAccount account, CancellationToken cancellationToken)
    {
        var facts = await stripe.ReadAsync(account.CustomerId, cancellationToken);
        var now = clock.GetUtcNow();
        var standing = BillingStanding.Of(account, facts, plans, now);
        var notices = standing.Notices(await accounts.LimitsAsync(organisation, cancellationToken), now).ToList();
        if (facts.Second.Count > 0)
            notices.Add(new("second_subscription", "high", "The plan was paid for twice. The later subscription is cancelled, and what was paid for the rest of its period is credited at Stripe."));
        var fresh = notices.Where(notice => !account.Told.Contains(notice.Name)).ToList();
        if (account.Told.Any(name => name is "payment_late" or "growth_stopped") && standing.Account.LateSince is null)
            fresh.Add(new("payment_settled", "low", "Nothing is owed any more: everything can be added again that the plan allows."));
        var (reached, budget) = await BudgetAsync(organisation, standing.Account, cancellationToken);
        if (budget is not null)
            fresh.Add(budget);
        var saved = standing.Account with { Told = [.. notices.Select(notice => notice.Name)], BudgetTold = reached, DueAt = Next(standing.Account, now) };
        return (await accounts.SaveAsync(organisation, saved, standing.Limits, standing.GrowthStopped, fresh, cancellationToken), facts.Second);
    }

    private async Task<(int Told, BillingNotice? Notice)> BudgetAsync(Id<Organisation> organisation, BillingAccount account, CancellationToken cancellationToken)
    {
        if (account.BudgetCents is not > 0)
            return (account.BudgetTold, null);
        var use = await costs.OfAsync(organisation, account, cancellationToken);
        var reached = BudgetSteps.FirstOrDefault(step => use.CostCents * 100 >= account.BudgetCents * step);
        return reached > account.BudgetTold
            ? (reached, new($"budget_{reached}", reached == 100 ? "high" : "medium", $"Seats and use of this period have reached {reached} % of the budget. Nothing stops for that."))
            : (account.BudgetTold, null);
    }

    private static DateTimeOffset Next(BillingAccount account, DateTimeOffset now)
    {
        var next = account.IsMetered ? UsageHour.Of(now - AfterTheHour).AddHours(1) + AfterTheHour : now + UnreadAtMost;
        foreach (var turn in (DateTimeOffset?[])[account.GrowthStopsAt, account.PeriodEnd, account.TrialEnd])
            next = turn > now && turn < next ? turn.Value : next;
        return next;
    }

    private static bool IsExpected(Exception failed) =>
        failed is StripeException or HttpRequestException or OperationCanceledException or UnknownPlanException or DBConcurrencyException;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The account of {Organisation} could not be brought up to date; it is tried again: {Why}")]
        public static partial void NotRead(ILogger logger, string organisation, string why);

        [LoggerMessage(LogLevel.Warning, "The second subscription {Subscription} of {Organisation} could not be cancelled; it is tried again when the account is read next: {Why}")]
        public static partial void NotCancelled(ILogger logger, string organisation, string subscription, string why);

        [LoggerMessage(LogLevel.Warning, "Use of {Organisation} could not be held against Stripe's; it is tried again: {Why}")]
        public static partial void NotReconciled(ILogger logger, string organisation, string why);
    }
}
