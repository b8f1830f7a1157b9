using System.Text;
using SaaSGate.Contracts.Problems;
using SaaSGate.ControlPlane.Billing;
using SaaSGate.TestKit;
using SaaSGate.TestKit.Payments;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Billing;

public sealed class StripeInboxTests(Database database) : IClassFixture<Database>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Forged_old_wrong_and_oversized_events_are_refused_and_nothing_is_kept()
    {
        await using var world = await BillingWorld.CreateAsync(database);
        var customer = await world.Work.CustomerAsync(world.Organisation, Cancel);
        var (now, good) = (world.Clock.GetUtcNow(), Event("evt_r1", customer));
        (string What, string Body, string? Signature, Problem Refusal)[] cases =
        [
            ("no signature", good, null, PortalProblems.SignatureRefused),
            ("an empty one", good, "", PortalProblems.SignatureRefused),
            ("nonsense", good, "t=x,v1=y", PortalProblems.SignatureRefused),
            ("another secret", good, world.Stripe.Sign(good, now).Replace("v1=", "v1=0", StringComparison.Ordinal), PortalProblems.SignatureRefused),
            ("another body", good.Replace("customer.", "customer..", StringComparison.Ordinal), world.Stripe.Sign(good, now), PortalProblems.SignatureRefused),
            ("one byte more", good + " ", world.Stripe.Sign(good, now), PortalProblems.SignatureRefused),
            ("old", good, world.Stripe.Sign(good, now.AddSeconds(-301)), PortalProblems.SignatureRefused),
            ("of the future", good, world.Stripe.Sign(good, now.AddSeconds(301)), PortalProblems.SignatureRefused),
            ("no JSON", "{", world.Stripe.Sign("{", now), PortalProblems.SignatureRefused),
            ("no event", "{}", world.Stripe.Sign("{}", now), PortalProblems.StripeVersion),
            ("another version", Event("evt_r2", customer, "2020-08-27"), world.Stripe.Sign(Event("evt_r2", customer, "2020-08-27"), now), PortalProblems.StripeVersion),
            ("too large", Large(), world.Stripe.Sign(Large(), now), PortalProblems.BodyTooLarge),
        ];
        foreach (var (what, body, signature, refusal) in cases)
        {
            var (concerns, refused) = await world.Inbox.TakeAsync(Encoding.UTF8.GetBytes(body), signature, Cancel);
            Assert.True(refused == refusal && concerns is null, $"{what}: {refused?.Code ?? "taken"}");
        }

        Assert.Equal(0L, await world.Tenant.PeekAsync<long>("select count(*) from platform.stripe_events where id like 'evt_r%' and $1 is not null"));
        Assert.Equal(world.Organisation, (await world.Inbox.TakeAsync(Encoding.UTF8.GetBytes(good), world.Stripe.Sign(good, now.AddSeconds(-299)), Cancel)).Concerns);
    }

    [Fact]
    public async Task An_event_counts_once_and_one_of_nobody_is_parked()
    {
        await using var world = await BillingWorld.CreateAsync(database);
        var customer = await world.Work.CustomerAsync(world.Organisation, Cancel);
        Assert.Equal(world.Organisation, await TakeAsync(world, Event("evt_o1", customer)));
        Assert.Null(await TakeAsync(world, Event("evt_o1", customer)));
        Assert.Null(await TakeAsync(world, Event("evt_o2", "cus_nobody")));
        Assert.Contains(await world.Events.ParkedAsync(null, Cancel), one => one.Id == "evt_o2" && one.Error is not null);
        Assert.False(await world.Events.RetryAsync("evt_o2", Cancel));
        await world.DoAsync();
        Assert.Empty(await world.Events.WaitingAsync(world.Organisation, Cancel));
    }

    [Fact]
    public async Task What_came_before_anybody_knew_whose_a_customer_is_is_handled_once_that_is_known()
    {
        await using var world = await BillingWorld.CreateAsync(database);
        var customer = await world.Work.CustomerAsync(world.Organisation, Cancel);
        Assert.Equal("customer.created", Assert.Single(await world.Events.WaitingAsync(world.Organisation, Cancel)).Type);
        Assert.DoesNotContain(await world.Events.ParkedAsync(null, Cancel), one => one.CustomerId == customer);
        await world.DoAsync();
        Assert.Empty(await world.Events.WaitingAsync(world.Organisation, Cancel));
    }

    [Fact]
    public async Task What_can_never_be_handled_is_parked_and_an_outage_parks_nothing()
    {
        await using var world = await BillingWorld.CreateAsync(database);
        var customer = await world.SubscribeAsync();
        world.Stripe.Faults.Down = true;
        await TakeAsync(world, Event("evt_p1", customer));
        for (var i = 0; i < 20; i++)
            await world.DoAsync();
        Assert.Equal(20, Assert.Single(await world.Events.WaitingAsync(world.Organisation, Cancel)).Attempts);
        world.Stripe.Faults.Down = false;

        var odd = new BillingWork(
            world.Accounts, world.Events, world.Api, world.Plans with { Plans = [world.Plans.Free] }, world.Sender, new(world.Accounts, world.Usage, world.Api, world.Plans, world.Clock),
            new(world.Usage, world.Plans, world.Clock), world.Clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<BillingWork>.Instance);
        for (var i = 0; i < 8; i++)
            await odd.DoAsync(world.Organisation, readNow: false, Cancel);
        var parked = Assert.Single(await world.Events.ParkedAsync(world.Organisation, Cancel));
        Assert.Equal("The product saasgate_team is none of the plans.", parked.Error);
        Assert.Equal("team", (await world.AccountAsync()).Plan);
        Assert.True(await world.Events.RetryAsync(parked.Id, Cancel));
        await world.DoAsync();
        Assert.Empty(await world.Events.ParkedAsync(world.Organisation, Cancel));
    }

    [Fact]
    public async Task A_flood_of_events_is_absorbed_each_once_and_read_by_one_look()
    {
        await using var world = await BillingWorld.CreateAsync(database);
        var customer = await world.SubscribeAsync();
        var concerned = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 2000), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            if (await TakeAsync(world, Event($"evt_{customer}_{i % 1000}", customer)) is not null)
                Interlocked.Increment(ref concerned);
        });
        Assert.Equal((1000, 1000), (concerned, (await world.Events.WaitingAsync(world.Organisation, Cancel)).Count));
        var before = world.Stripe.Calls;
        await world.DoAsync();
        Assert.Empty(await world.Events.WaitingAsync(world.Organisation, Cancel));
        Assert.InRange(world.Stripe.Calls - before, 1, 10);
    }

    private static async Task<Contracts.Ids.Id<Contracts.Ids.Organisation>?> TakeAsync(BillingWorld world, string body)
    {
        var (concerns, refusal) = await world.Inbox.TakeAsync(Encoding.UTF8.GetBytes(body), world.Stripe.Sign(body, world.Clock.GetUtcNow()), Cancel);
        Assert.Null(refusal);
        return concerns;
    }

    private static string Event(string id, string customer, string version = StripeStandIn.ApiVersion) =>
        $$"""{"id":"{{id}}","object":"event","api_version":"{{version}}","type":"customer.subscription.updated","created":1790000000,"data":{"object":{"object":"subscription","customer":"{{customer}}"} } }""";

    private static string Large() => Event("evt_r3", new string('x', StripeInbox.MostBytes));
}
