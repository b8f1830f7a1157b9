using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Billing;

public sealed class StripeSyncTests(Database database) : IClassFixture<Database>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dry_run_says_everything_and_changes_nothing()
    {
        await using var world = await BillingWorld.CreateAsync(database, synced: false);
        var said = await world.Sync.RunAsync(dryRun: true, Cancel);
        Assert.Equal(
            ["meter", "feature", "feature", "product", "product feature", "price", "price", "product", "product feature"], said.Select(change => change.What));
        Assert.All(said, change => Assert.Equal(("create", null), (change.Verb, change.From)));
        Assert.Empty(await world.Stripe.ListAsync("product"));
        Assert.Equal(said.Select(change => (change.What, change.Key)), (await world.Sync.RunAsync(dryRun: false, Cancel)).Select(change => (change.What, change.Key)));
    }

    [Fact]
    public async Task Run_again_it_changes_nothing()
    {
        await using var world = await BillingWorld.CreateAsync(database);
        Assert.Empty(await world.Sync.RunAsync(dryRun: false, Cancel));
        Assert.Equal(2, (await world.Stripe.ListAsync("price")).Count);
    }

    [Fact]
    public async Task What_differs_is_changed_and_a_price_hands_its_key_to_another()
    {
        await using var world = await BillingWorld.CreateAsync(database);
        var team = world.Plans.Find("team")!;
        var dearer = world.Plans with
        {
            Meters = [world.Plans.Meters[0] with { Name = "Requests" }],
            Plans = [world.Plans.Free, team with { Description = "Other words.", Prices = [team.Prices[0] with { UnitCents = 3900 }, team.Prices[1]] }, world.Plans.Find("enterprise")!],
        };
        var sync = new ControlPlane.Billing.StripeSync(world.Api, dearer);
        var said = await sync.RunAsync(dryRun: true, Cancel);
        Assert.Equal([("change", "meter"), ("change", "product"), ("change", "price")], said.Select(change => (change.Verb, change.What)));
        Assert.Equal(("29.00 eur a month", "39.00 eur a month"), (said[2].From, said[2].To));
        await sync.RunAsync(dryRun: false, Cancel);
        Assert.Empty(await sync.RunAsync(dryRun: false, Cancel));
        var seats = (await world.Stripe.ListAsync("price")).Where(price => (string?)price["nickname"] == "Seat").ToList();
        Assert.Equal([null, "saasgate_team_seat"], seats.Select(price => (string?)price["lookup_key"]));
        Assert.Equal("3900", (string?)seats[1]["unit_amount_decimal"]);
    }

    [Fact]
    public async Task A_sync_that_breaks_off_goes_on()
    {
        await using var world = await BillingWorld.CreateAsync(database, seed: 7, synced: false);
        (world.Stripe.Faults.Before, world.Stripe.Faults.AnswerLost) = (0.06, 0.06);
        var (broken, done) = (0, false);
        while (!done)
        {
            try
            {
                await world.Sync.RunAsync(dryRun: false, Cancel);
                done = true;
            }
            catch (Exception failed) when (failed is Stripe.StripeException or HttpRequestException)
            {
                broken++;
            }
        }

        Assert.True(broken > 0, "Nothing failed, so nothing was shown.");
        (world.Stripe.Faults.Before, world.Stripe.Faults.AnswerLost) = (0, 0);
        Assert.Empty(await world.Sync.RunAsync(dryRun: false, Cancel));
        Assert.Equal((1, 2, 2, 2, 2), ((await world.Stripe.ListAsync("billing.meter")).Count, (await world.Stripe.ListAsync("entitlements.feature")).Count,
            (await world.Stripe.ListAsync("product")).Count, (await world.Stripe.ListAsync("product_feature")).Count, (await world.Stripe.ListAsync("price")).Count));
    }
}
