using SaaSGate.ControlPlane.Billing;
using SaaSGate.Postgres.Billing;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Billing;

public sealed class MeteringTests(Database database) : IClassFixture<Database>
{
    private const string GoodCard = "4242424242424242";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Use_before_the_subscription_is_nobodys_to_pay_and_all_after_it_is_counted_once()
    {
        await using var world = await BillingWorld.CreateAsync(database);
        await world.UseAsync(70);
        var customer = await world.SubscribeAsync();
        await world.PassAsync(TimeSpan.FromHours(2));
        Assert.Equal(0, await world.Stripe.CountedAsync(BillingWorld.Meter, customer));
        for (var hour = 0; hour < 5; hour++)
        {
            await world.UseAsync(100);
            await world.PassAsync(TimeSpan.FromHours(1));
        }

        await world.PassAsync(TimeSpan.FromHours(1));
        Assert.Equal(500, await world.Stripe.CountedAsync(BillingWorld.Meter, customer));
        Assert.Equal("570 570 70", await world.Tenant.PeekAsync<string>("select concat_ws(' ', sum(quantity), sum(queued), sum(waived)) from tenant.usage_hours where organisation_id = $1"));

        // What came late out of a spool is an hour's second event.
        await world.Tenant.PeekAsync<object>("update tenant.usage_hours set quantity = quantity + 7 where organisation_id = $1 and hour = $2", UsageHour.Of(world.Clock.GetUtcNow().AddHours(-4)));
        await world.PassAsync(TimeSpan.FromHours(1));
        Assert.Equal(507, await world.Stripe.CountedAsync(BillingWorld.Meter, customer));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_nobody_saw_arrive_is_found_out_after_Stripes_window(bool arrived)
    {
        await using var world = await BillingWorld.CreateAsync(database);
        var customer = await world.SubscribeAsync();
        await world.PassAsync(TimeSpan.FromHours(1));
        await world.UseAsync(40);
        await world.PassAsync(TimeSpan.FromMinutes(30));
        (world.Stripe.Faults.AnswerLost, world.Stripe.Faults.Before) = arrived ? (1, 0) : (0, 1);
        await world.PassAsync(TimeSpan.FromMinutes(15));
        world.Stripe.Faults.AnswerLost = 0;
        world.Stripe.Faults.Before = 0;
        world.Stripe.Faults.Down = true;
        Assert.Equal(arrived ? 40 : 0, await world.Stripe.CountedAsync(BillingWorld.Meter, customer));

        // Three days of silence: the identifier means nothing to Stripe any more.
        await world.PassAsync(TimeSpan.FromDays(3));
        Assert.Equal("waiting", await StateAsync(world));
        world.Stripe.Faults.Down = false;
        await world.PassAsync(TimeSpan.FromHours(4));
        Assert.Equal("sent", await StateAsync(world));
        Assert.Equal(40, await world.Stripe.CountedAsync(BillingWorld.Meter, customer));
    }

    [Fact]
    public async Task Without_the_look_at_the_sums_it_would_be_billed_twice()
    {
        // The stand-in forgets identifiers as Stripe does, or the test above would show nothing.
        await using var world = await BillingWorld.CreateAsync(database);
        var customer = await world.SubscribeAsync();
        var at = world.Clock.GetUtcNow();
        await world.Api.SendUsageAsync(BillingWorld.Meter, customer, 5, "same", at, Cancel);
        await Assert.ThrowsAsync<global::Stripe.StripeException>(() => world.Api.SendUsageAsync(BillingWorld.Meter, customer, 5, "same", at, Cancel));
        world.Clock.Advance(TimeSpan.FromHours(25));
        await world.Api.SendUsageAsync(BillingWorld.Meter, customer, 5, "same", at, Cancel);
        Assert.Equal(10, await world.Stripe.CountedAsync(BillingWorld.Meter, customer));
    }

    [Fact]
    public async Task Use_that_comes_after_its_period_is_billed_in_the_next()
    {
        await using var world = await BillingWorld.CreateAsync(database);
        var customer = await world.SubscribeAsync();
        await world.PassAsync(TimeSpan.FromDays(14));
        var lastHour = UsageHour.Of((await world.AccountAsync()).PeriodEnd!.Value.AddHours(-3));
        await world.PassAsync(TimeSpan.FromDays(32));
        Assert.Equal("active", (await world.AccountAsync()).Status);
        await world.Tenant.PeekAsync<object>("insert into tenant.usage_hours (organisation_id, meter, hour, quantity) values ($1, 'requests', $2, 1000)", lastHour);
        await world.PassAsync(TimeSpan.FromDays(31));
        var billed = (await world.Stripe.ListAsync("invoice")).Sum(invoice => invoice["lines"]!["data"]!.AsArray().Where(line => ((string)line!["description"]!).Contains("request", StringComparison.Ordinal)).Sum(line => (long)line!["quantity"]!));
        Assert.Equal(1000, billed);
        Assert.Equal(1000, await world.Stripe.CountedAsync(BillingWorld.Meter, customer));
    }

    [Fact]
    public async Task The_last_hour_of_a_subscription_that_ends_is_billed_and_nothing_after_it()
    {
        await using var world = await BillingWorld.CreateAsync(database);
        var customer = await world.SubscribeAsync();
        await world.PassAsync(TimeSpan.FromDays(16));
        await world.Stripe.ChangeAsync((string)(await world.SubscriptionAsync())!["id"]!, "cancel");
        var ends = (await world.AccountAsync()).PeriodEnd!.Value;
        await world.PassAsync(ends.AddMinutes(-100) - world.Clock.GetUtcNow());
        await world.UseAsync(1000);
        await world.PassAsync(ends.AddMinutes(-10) - world.Clock.GetUtcNow());
        await world.UseAsync(5000);

        // The same hour goes on without the subscription.
        await world.PassAsync(TimeSpan.FromMinutes(20));
        Assert.Equal("canceled", (await world.AccountAsync()).Status);
        await world.UseAsync(7000);
        await world.PassAsync(TimeSpan.FromHours(5));
        Assert.Equal(6000, await world.Stripe.CountedAsync(BillingWorld.Meter, customer));
        var last = (await world.Stripe.ListAsync("invoice"))[^1];
        Assert.Equal(("paid", 1200), ((string)last["status"]!, (long)last["total"]!));
    }

    [Fact]
    public async Task A_day_that_Stripe_counts_otherwise_is_reported()
    {
        await using var world = await BillingWorld.CreateAsync(database);
        var customer = await world.SubscribeAsync();
        await world.PassAsync(TimeSpan.FromHours(1));
        await world.UseAsync(12);
        await world.PassAsync(TimeSpan.FromHours(3));
        await world.Api.SendUsageAsync(BillingWorld.Meter, customer, 3, "by-hand", world.Clock.GetUtcNow(), Cancel);
        await world.PassAsync(TimeSpan.FromDays(2));
        var days = await world.Usage.ReconciliationsAsync(world.Organisation, 10, Cancel);
        Assert.Equal(["2026-11-27", "2026-11-26", "2026-11-25"], days.Select(day => day.Day));
        Assert.Equal([(0, 0, 0), (12, 15, 3), (0, 0, 0)], days.Select(day => (day.Sent, day.Counted, day.Difference)));
        Assert.Equal(1L, await world.Tenant.PeekAsync<long>("select count(*) from tenant.audit_log where organisation_id = $1 and action = 'billing.usage_differs'"));
    }

    [Fact]
    public async Task A_day_is_compared_when_Stripes_sums_have_what_came_last_and_no_day_after_it_before()
    {
        await using var world = await BillingWorld.CreateAsync(database);
        var sentAt = await SendLateAsync(world);
        await ComparedAsync(sentAt + UsageSender.SumsBehind - TimeSpan.FromSeconds(1), "2026-11-25");

        // Nor while something of it waits, however long.
        await world.Tenant.PeekAsync<object>("update tenant.usage_sends set state = 'waiting', next_at = next_at + interval '9 days' where organisation_id = $1");
        await ComparedAsync(sentAt.AddDays(2), "2026-11-25");
        Assert.Contains(await world.Desk.DifferencesAsync(Cancel), line => line.StartsWith($"{world.Organisation} 2026-11-26 22:00:00Z requests: 40 not known to have reached Stripe, tried ", StringComparison.Ordinal));
        await world.Tenant.PeekAsync<object>("update tenant.usage_sends set state = 'sent' where organisation_id = $1");
        await ComparedAsync(sentAt.AddDays(2).AddMinutes(1), "2026-11-28 2026-11-27 2026-11-26 2026-11-25");
        Assert.DoesNotContain(await world.Desk.DifferencesAsync(Cancel), line => line.StartsWith(world.Organisation.Value, StringComparison.Ordinal));
        Assert.Equal([(0, 0), (0, 0), (40, 40), (0, 0)], (await world.Usage.ReconciliationsAsync(world.Organisation, 10, Cancel)).Select(day => (day.Sent, day.Counted)));
        Assert.Equal(0L, await world.Tenant.PeekAsync<long>("select count(*) from tenant.audit_log where organisation_id = $1 and action = 'billing.usage_differs'"));

        async Task ComparedAsync(DateTime at, string days)
        {
            world.Clock.SetUtcNow(at);
            await world.DoAsync();
            Assert.Equal(days, string.Join(' ', (await world.Usage.ReconciliationsAsync(world.Organisation, 10, Cancel)).Select(day => day.Day)));
        }
    }

    [Fact]
    public async Task Use_that_Stripe_refuses_again_and_again_is_reported()
    {
        await using var world = await BillingWorld.CreateAsync(database);
        var customer = await world.SubscribeAsync();
        await world.PassAsync(TimeSpan.FromHours(1));
        await world.UseAsync(40);
        world.Stripe.Faults.RefusesUse = true;
        await world.PassAsync(TimeSpan.FromDays(3));
        Assert.Contains(
            await world.Desk.DifferencesAsync(Cancel),
            line => line.StartsWith(world.Organisation.Value, StringComparison.Ordinal) && line.Contains("requests: 40 not known to have reached Stripe, tried ", StringComparison.Ordinal));
        world.Stripe.Faults.RefusesUse = false;
        await world.PassAsync(TimeSpan.FromDays(2));
        Assert.Equal(40, await world.Stripe.CountedAsync(BillingWorld.Meter, customer));
        Assert.DoesNotContain(await world.Desk.DifferencesAsync(Cancel), line => line.StartsWith(world.Organisation.Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_day_that_was_sent_late_is_compared_as_soon_as_the_sums_have_it()
    {
        await using var world = await BillingWorld.CreateAsync(database);
        world.Clock.SetUtcNow(await SendLateAsync(world) + UsageSender.SumsBehind);
        await world.DoAsync();
        var last = (await world.Usage.ReconciliationsAsync(world.Organisation, 1, Cancel))[0];
        Assert.Equal(("2026-11-26", 40, 40), (last.Day, last.Sent, last.Counted));
    }

    [Fact]
    public async Task An_operators_correction_is_sent_and_audited()
    {
        await using var world = await BillingWorld.CreateAsync(database);
        var customer = await world.SubscribeAsync();
        await world.PassAsync(TimeSpan.FromHours(1));
        await world.UseAsync(50);
        await world.PassAsync(TimeSpan.FromHours(2));
        await world.Usage.AdjustAsync(world.Organisation, Meters.Requests, -20, "A test ran by mistake.", "Ops", Cancel);
        await world.PassAsync(TimeSpan.FromHours(2));
        Assert.Equal(30, await world.Stripe.CountedAsync(BillingWorld.Meter, customer));
        Assert.Equal("Ops -20", await world.Tenant.PeekAsync<string>("select actor_name || ' ' || (detail ->> 'quantity') from tenant.audit_log where organisation_id = $1 and action = 'billing.usage_adjusted'"));
    }

    [Fact]
    public async Task A_budget_is_told_of_once_a_period()
    {
        await using var world = await BillingWorld.CreateAsync(database);
        await world.SubscribeAsync(seats: 1, card: GoodCard);
        await world.Accounts.SetBudgetAsync(world.Organisation, 4000, Postgres.Audit.Actor.System, Cancel);
        await world.PassAsync(TimeSpan.FromDays(15));
        await world.UseAsync(2000);
        await world.DoAsync(readNow: true);
        await world.DoAsync(readNow: true);
        await world.UseAsync(4000);
        await world.DoAsync(readNow: true);
        await world.DoAsync(readNow: true);
        Assert.Equal("budget_80 budget_100", await world.Tenant.PeekAsync<string>(
            "select string_agg(payload ->> 'notice', ' ' order by position) from tenant.feed where organisation_id = $1 and kind = 'BillingNotice' and payload ->> 'notice' like 'budget%'"));
    }

    /// <summary>Stripe is away over midnight, so what was used on 26 November is sent when that day has long been over.</summary>
    /// <returns>When it was sent.</returns>
    private static async Task<DateTime> SendLateAsync(BillingWorld world)
    {
        await world.SubscribeAsync();
        await world.PassAsync(TimeSpan.FromHours(13));
        await world.UseAsync(40);
        world.Stripe.Faults.Down = true;
        await world.PassAsync(TimeSpan.FromHours(4));
        world.Stripe.Faults.Down = false;
        await world.PassAsync(TimeSpan.FromMinutes(31));
        Assert.Equal("sent", await StateAsync(world));
        return await world.Tenant.PeekAsync<DateTime>("select max(sent_at) from tenant.usage_sends where organisation_id = $1");
    }

    private static Task<string?> StateAsync(BillingWorld world) =>
        world.Tenant.PeekAsync<string>("select string_agg(distinct state, ' ') from tenant.usage_sends where organisation_id = $1");
}
