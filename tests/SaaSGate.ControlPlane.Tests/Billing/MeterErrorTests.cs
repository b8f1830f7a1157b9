using System.Text;
using SaaSGate.Contracts.Problems;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Billing;

/// <summary>Use that Stripe takes and says afterwards that it could not count.</summary>
public sealed class MeterErrorTests(Database database) : IClassFixture<Database>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("customer", "v1.billing.meter.error_report_triggered", "meter_event_customer_not_found")]
    [InlineData("billing.meter", "v1.billing.meter.no_meter_found", "no_meter")]
    public async Task It_is_kept_fetched_audited_and_shown_until_the_operator_has_seen_to_it(string gone, string type, string code)
    {
        await using var world = await BillingWorld.CreateAsync(database);
        await world.SubscribeAsync();
        await world.PassAsync(TimeSpan.FromHours(2));
        await world.UseAsync(100);
        await world.Stripe.ForgetAsync(gone, gone == "customer" ? (await world.AccountAsync()).CustomerId : (string)(await world.Stripe.ListAsync(gone))[0]["id"]!);
        await world.PassAsync(TimeSpan.FromHours(2));
        Assert.Equal("sent", await world.Tenant.PeekAsync<string>("select state from tenant.usage_sends where organisation_id = $1"));

        // Stripe is away; then not, and the event is fetched. Who comes second finds nothing to do.
        world.Stripe.Faults.Down = true;
        await world.MeterErrors.LookAsync(Cancel);
        Assert.DoesNotContain(await world.Events.UncountedAsync(Cancel), one => one.OrganisationId == world.Organisation.Value);
        world.Stripe.Faults.Down = false;
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await Task.WhenAll(world.MeterErrors.LookAsync(Cancel), world.MeterErrors.LookAsync(Cancel));

        var send = await world.Tenant.PeekAsync<string>("select id from tenant.usage_sends where organisation_id = $1");
        var parked = Assert.Single(await world.Events.ParkedAsync(world.Organisation, Cancel));
        Assert.Equal(type, parked.Type);
        Assert.StartsWith($"Stripe could not count 1 events of use, of {world.Organisation} ({code}): ", parked.Error, StringComparison.Ordinal);
        Assert.Contains(await world.Events.UncountedAsync(Cancel), one => one.Id == parked.Id);
        Assert.Equal($"{parked.Id} {code} {send}", await world.Tenant.PeekAsync<string>(
            "select string_agg(concat_ws(' ', target, detail #>> '{codes,0}', detail #>> '{sends,0}'), ',') from tenant.audit_log where organisation_id = $1 and action = 'billing.use_not_counted'"));

        Assert.False(await world.Events.RetryAsync(parked.Id, Cancel));
        Assert.True(await world.Events.SettleAsync(parked.Id, Cancel));
        Assert.False(await world.Events.SettleAsync(parked.Id, Cancel));
        Assert.Empty(await world.Events.ParkedAsync(world.Organisation, Cancel));
    }

    [Fact]
    public async Task It_stands_first_however_many_events_of_strangers_came_since_and_outlasts_them()
    {
        await using var world = await BillingWorld.CreateAsync(database);
        var (error, theirs, odd) = ($"evt_error_{world.Organisation}", await world.Work.CustomerAsync(world.Organisation, Cancel), $"evt_odd_{world.Organisation}");
        Assert.Null(await world.Events.AddAsync(error, "v1.billing.meter.no_meter_found", null, world.Clock.GetUtcNow(), Cancel));
        await world.Events.ReportAsync(error, null, "Stripe could not count 1 events of use, of no organisation.", Cancel);
        await world.Events.AddAsync(odd, "customer.updated", theirs, world.Clock.GetUtcNow(), Cancel);
        await world.Events.ReportAsync(odd, world.Organisation, "The product is none of the plans.", Cancel);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 101; i++)
            await world.Events.AddAsync($"evt_{i}_{world.Organisation}", "customer.updated", $"cus_stranger_{i}", world.Clock.GetUtcNow(), Cancel);

        Assert.Contains(await world.Events.UncountedAsync(Cancel), one => one.Id == error);
        Assert.DoesNotContain(await world.Events.UncountedAsync(Cancel), one => one.Type == "customer.updated");
        var more = await world.Events.ParkedCountAsync(null, Cancel) - 100;
        var lines = await world.Desk.ParkedAsync(Cancel);
        Assert.InRange(more, 3, long.MaxValue);
        Assert.Equal((101, $"{more} more are parked: they are listed when some of these are settled."), (lines.Count, lines[^1]));
        Assert.Contains(lines.TakeWhile(line => !line.Contains("customer.updated", StringComparison.Ordinal)), line => line.StartsWith(error, StringComparison.Ordinal));
        Assert.Contains(await world.Desk.DifferencesAsync(Cancel), line => line.StartsWith(error, StringComparison.Ordinal));

        // Strangers are forgotten in the end; what concerns somebody, or could not be counted, is not.
        world.Clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromMinutes(1));
        await world.Events.PurgeAsync(Cancel);
        Assert.Equal(103L, await KeptAsync());
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.Events.PurgeAsync(Cancel);
        Assert.Equal(2L, await KeptAsync());
        Assert.Equal([error, odd], (await world.Events.ParkedAsync(null, Cancel)).Select(one => one.Id).Where(id => id == error || id == odd));
        Assert.True(await world.Events.SettleAsync(error, Cancel));

        Task<long> KeptAsync() => world.Tenant.PeekAsync<long>("select count(*) from platform.stripe_events where id like 'evt_%' || $1 and state = 'parked'");
    }

    [Fact]
    public async Task What_Stripe_notes_is_proven_as_events_are_and_what_is_no_error_of_use_asks_for_nothing()
    {
        await using var world = await BillingWorld.CreateAsync(database);
        var id = $"evt_{world.Organisation}";
        string Note(string type) => $$"""{"id":"{{id}}","object":"v2.core.event","type":"{{type}}","created":"2026-11-26T09:00:00.123Z","livemode":false,"related_object":null}""";
        var good = Note("v1.billing.meter.no_meter_found");
        Assert.Equal(PortalProblems.SignatureRefused, (await TakeAsync(good, world.Stripe.Sign(good + " ", world.Clock.GetUtcNow()))).Refusal);
        var odd = good.Replace("2026-11-26T09:00:00.123Z", "yesterday", StringComparison.Ordinal);
        Assert.Equal(PortalProblems.Invalidated, (await TakeAsync(odd, world.Stripe.Sign(odd, world.Clock.GetUtcNow()))).Refusal);
        var other = Note("v2.core.health.api_error.firing");
        Assert.Equal((null, null), await TakeAsync(other, world.Stripe.Sign(other, world.Clock.GetUtcNow())));
        Assert.Equal("done", await world.Tenant.PeekAsync<string>("select state from platform.stripe_events where id = 'evt_' || $1"));

        // One that Stripe does not know is tried for a while, and parked then.
        id += "_2";
        var unknown = Note("v1.billing.meter.no_meter_found");
        Assert.Equal((null, null), await TakeAsync(unknown, world.Stripe.Sign(unknown, world.Clock.GetUtcNow())));
        for (var i = 0; i < 8; i++)
        {
            world.Clock.Advance(TimeSpan.FromHours(2));
            await world.MeterErrors.LookAsync(Cancel);
        }

        Assert.Equal("parked", await world.Tenant.PeekAsync<string>("select state from platform.stripe_events where id = 'evt_' || $1 || '_2'"));

        Task<(Contracts.Ids.Id<Contracts.Ids.Organisation>? Concerns, Problem? Refusal)> TakeAsync(string body, string signature) =>
            world.Inbox.TakeAsync(Encoding.UTF8.GetBytes(body), signature, Cancel);
    }
}
