using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using SaaSGate.Contracts.Billing;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Http;
using SaaSGate.ControlPlane.Identity;
using SaaSGate.Postgres;
using SaaSGate.Postgres.Billing;
using Stripe;

namespace SaaSGate.ControlPlane.Billing;

/// <summary>What an organisation pays, for what, and how. Whoever pays sees it, and nothing of what skills do.</summary>
internal static class BillingEndpoints
{
    private const int MostSeats = 10_000, MostReconciliations = 62;
    private const long MostBudget = 100_000_000;

    public static void MapBilling(this IEndpointRouteBuilder api)
    {
        var billing = api.MapGroup("/billing").WithTags("Billing").RequireAuthorization(Access.Bill);
        billing.MapGet("/", GetAsync).WithName("getBilling");
        billing.MapGet("/usage", UsageAsync).WithName("getUsage");
        billing.MapGet("/invoices", InvoicesAsync).WithName("getInvoices");
        billing.MapGet("/reconciliations", ReconciliationsAsync).WithName("listUsageReconciliations");
        billing.MapPost("/refresh", RefreshAsync).WithName("refreshBilling");
        billing.MapPut("/budget", SaveBudgetAsync).WithName("saveBudget");
        var person = api.MapGroup("/billing").WithTags("Billing").RequireAuthorization(Access.BillPerson);
        person.MapPost("/checkout", CheckoutAsync).WithName("beginCheckout");
        person.MapPost("/portal", ManageAsync).WithName("manageBilling");
    }

    private static async Task<Ok<BillingView>> GetAsync(
        Caller caller, BillingStore accounts, StripeEventStore events, PlanCatalogue plans, IOptions<BillingOptions> options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var listed = plans.Plans.Select(plan => new PlanView(plan.Key, plan.Name, plan.Description, plan.IsSold, plan.SeatCents, plan.CentsOf(Meters.Requests), plan.TrialDays)).ToList();
        if (!options.Value.IsOn)
            return TypedResults.Ok(new BillingView(false, PlanKeys.Free, [], plans.Currency, SubscriptionMeaning.None.Status, "", null, null, null, null, null, null, null, 0, null, [], null, [], 0));
        var account = await accounts.FindAsync(caller.OrganisationId, cancellationToken);
        if (account is null)
            await accounts.BeginAsync(caller.OrganisationId, plans.Free.Limits!, cancellationToken);
        var limits = await accounts.LimitsAsync(caller.OrganisationId, cancellationToken);
        var notices = account is null || limits is null ? [] : new BillingStanding(account, new(limits.SkillLimit, limits.ConnectionLimit, limits.SeatLimit, limits.RecordingDays), limits.GrowthStopped)
            .Notices(limits, clock.GetUtcNow()).Select(notice => new NoticeView(notice.Name, notice.Severity, notice.Text)).ToList();
        return TypedResults.Ok(new BillingView(
            true, account?.Plan ?? PlanKeys.Free, listed, plans.Currency, account?.Status ?? SubscriptionMeaning.None.Status, SubscriptionMeaning.Of(account?.Status ?? SubscriptionMeaning.None.Status).Meaning,
            account?.Seats, account is { IsMetered: true } ? account.PeriodEnd : null, account?.Status == "trialing" ? account.TrialEnd : null, account?.CancelAt, account?.LateSince, account?.GrowthStopsAt, account?.PaymentMethod,
            account?.TrialUsed == true ? 0 : plans.Plans.Max(plan => plan.TrialDays), limits,
            await accounts.BeyondAsync(caller.OrganisationId, cancellationToken), account?.BudgetCents, notices, (int)await events.ParkedCountAsync(caller.OrganisationId, cancellationToken)));
    }

    private static async Task<Ok<UsageView>> UsageAsync(Caller caller, BillingStore accounts, UsageCost costs, CancellationToken cancellationToken) =>
        TypedResults.Ok(await costs.OfAsync(caller.OrganisationId, await accounts.FindAsync(caller.OrganisationId, cancellationToken), cancellationToken));

    private static async Task<Results<Ok<InvoicesView>, ProblemResult>> InvoicesAsync(
        Caller caller, BillingStore accounts, Checkouts checkouts, IOptions<BillingOptions> options, CancellationToken cancellationToken)
    {
        return !options.Value.IsOn || await accounts.FindAsync(caller.OrganisationId, cancellationToken) is not { } account ? TypedResults.Ok(new InvoicesView(null, []))
            : await AskedAsync(async () => (InvoicesView?)await checkouts.InvoicesAsync(account, cancellationToken)) is { } invoices ? TypedResults.Ok(invoices)
            : (ProblemResult)PortalProblems.StripeUnreachable;
    }

    private static async Task<Ok<Page<UsageReconciliation>>> ReconciliationsAsync(Caller caller, UsageStore usage, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page<UsageReconciliation>(await usage.ReconciliationsAsync(caller.OrganisationId, MostReconciliations, cancellationToken), null));

    private static async Task<Results<NoContent, ProblemResult>> RefreshAsync(Caller caller, IGrainFactory grains, IOptions<BillingOptions> options) =>
        !options.Value.IsOn ? (ProblemResult)PortalProblems.BillingOff
        : await Grain(grains, caller).RefreshAsync() ? TypedResults.NoContent() : (ProblemResult)PortalProblems.StripeUnreachable;

    private static async Task<Results<NoContent, ProblemResult>> SaveBudgetAsync(
        SaveBudget save, Caller caller, BillingStore accounts, IGrainFactory grains, IOptions<BillingOptions> options, CancellationToken cancellationToken)
    {
        if (!options.Value.IsOn)
            return (ProblemResult)PortalProblems.BillingOff;
        if (save.Cents is < 100 or > MostBudget)
            return FieldErrors.One("cents", $"A number from 100 to {MostBudget} is needed here, or none.");
        return await Grain(grains, caller).CustomerAsync() is null ? (ProblemResult)PortalProblems.StripeUnreachable
            : await accounts.SetBudgetAsync(caller.OrganisationId, save.Cents, caller.Actor, cancellationToken) ? TypedResults.NoContent()
            : (ProblemResult)PortalProblems.NotFound;
    }

    private static async Task<Results<Ok<StripePage>, ProblemResult>> CheckoutAsync(
        BeginCheckout begin, Caller caller, BillingStore accounts, Checkouts checkouts, IGrainFactory grains, IOptions<BillingOptions> options, CancellationToken cancellationToken)
    {
        if (!options.Value.IsOn)
            return (ProblemResult)PortalProblems.BillingOff;
        var limits = await accounts.LimitsAsync(caller.OrganisationId, cancellationToken);
        if (begin.Seats < 1 || begin.Seats > MostSeats || begin.Seats < limits?.Seats)
            return FieldErrors.One("seats", $"As many seats as there are people are needed here, {Math.Max(1, limits?.Seats ?? 1)} to {MostSeats}.");
        if (checkouts.Sold(begin.Plan, await accounts.FindAsync(caller.OrganisationId, cancellationToken)) is not { } plan)
            return (ProblemResult)PortalProblems.PlanNotSold;
        if (await Grain(grains, caller).CustomerAsync() is not { } customer)
            return (ProblemResult)PortalProblems.StripeUnreachable;
        var account = await accounts.FindAsync(caller.OrganisationId, cancellationToken);
        return await AskedAsync(() => checkouts.BeginAsync(caller.OrganisationId, customer, account, plan, begin.Seats, cancellationToken)) is { } url
            ? TypedResults.Ok(new StripePage(url))
            : (ProblemResult)PortalProblems.StripeUnreachable;
    }

    private static async Task<Results<Ok<StripePage>, ProblemResult>> ManageAsync(
        Caller caller, Checkouts checkouts, IGrainFactory grains, IOptions<BillingOptions> options, CancellationToken cancellationToken) =>
        !options.Value.IsOn ? (ProblemResult)PortalProblems.BillingOff
        : await Grain(grains, caller).CustomerAsync() is { } customer && await AskedAsync(async () => (Uri?)await checkouts.ManageAsync(customer, cancellationToken)) is { } url ? TypedResults.Ok(new StripePage(url))
        : (ProblemResult)PortalProblems.StripeUnreachable;

    private static IBillingGrain Grain(IGrainFactory grains, Caller caller) => grains.GetGrain<IBillingGrain>(GrainKeys.Of(caller.OrganisationId.Value, IBillingGrain.Id));

    /// <summary>What Stripe answers; null where it does not.</summary>
    private static async Task<T?> AskedAsync<T>(Func<Task<T?>> ask)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (Exception failed) when (failed is StripeException or HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }
}
