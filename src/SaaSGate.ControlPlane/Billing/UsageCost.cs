using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Billing;

namespace SaaSGate.ControlPlane.Billing;

/// <summary>What a period's use and seats cost so far, and will by its end if it goes on like this.</summary>
internal sealed class UsageCost(UsageStore usage, PlanCatalogue plans, TimeProvider clock)
{
    /// <summary>Of the period that is paid for, or of this month where none is. A trial costs nothing.</summary>
    public async Task<UsageView> OfAsync(Id<Organisation> organisation, BillingAccount? account, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var from = account is { IsMetered: true, PeriodStart: { } start } && account.PeriodEnd > now ? start : new DateTimeOffset(now.Year, now.Month, 1, 0, 0, 0, TimeSpan.Zero);
        var until = account is { IsMetered: true, PeriodEnd: { } end } && end > now ? end : from.AddMonths(1);
        var days = await usage.DaysAsync(organisation, UsageHour.Of(from), until, cancellationToken);
        var plan = plans.Find(account?.Plan ?? "") ?? plans.Free;
        var part = Math.Clamp((now - from) / (until - from), 0, 1);
        var meters = plans.Meters.Select(meter =>
        {
            var used = days.Where(day => day.Meter == meter.Key).ToList();
            var quantity = used.Sum(day => day.Quantity);
            return new MeterView(meter.Key, meter.Name, quantity, part > 0 ? (long)Math.Round(quantity / part) : quantity, plan.CentsOf(meter.Key), [.. used.Select(day => new MeterDay(day.Day, day.Quantity))]);
        }).ToList();
        var seats = plan.SeatCents * (account?.Seats ?? 0);
        if (account?.Status == "trialing")
            return new(from, until, plans.Currency, 0, 0, meters);
        return new(
            from, until, plans.Currency, (long)Math.Round(seats + meters.Sum(meter => meter.Quantity * meter.UnitCents)), (long)Math.Round(seats + meters.Sum(meter => meter.Forecast * meter.UnitCents)), meters);
    }
}
