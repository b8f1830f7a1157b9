using System.Collections.Concurrent;
using System.Globalization;
using SaaSGate.Contracts.Billing;
using SaaSGate.Postgres;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Billing;

/// <summary>
/// Random lives of subscriptions: people subscribe, use, change cards, pay, cancel; events come twice, in any order, up to three days late; Stripe fails. Whatever happened, in the end
/// the account is what Stripe says, limits follow from it, and each request was counted once.
/// </summary>
public sealed class HistoryTests(Database database) : IClassFixture<Database>
{
    /// <summary>How many histories are played; each has a seed of its own, from the first on.</summary>
    private const string CountVariable = "SAASGATE_BILLING_HISTORIES", FirstVariable = "SAASGATE_BILLING_FIRST";

    /// <summary>Most of a history is the same few statements: they are planned once a connection.</summary>
    private const string Cheaply = ";Max Auto Prepare=200;No Reset On Close=true";

    /// <summary>Each waits for sockets most of the time.</summary>
    private const int AtOnce = 8;

    private const string BadCard = "4000000000000341", GoodCard = "4242424242424242";

    [Fact]
    public async Task State_and_totals_are_right_at_the_end_of_every_history()
    {
        var (first, count) = (Number(FirstVariable, 0), Number(CountVariable, 6));
        await using var pools = new SaaSGateDatabase(new() { App = database.Options.App + Cheaply, Platform = database.Options.Platform + Cheaply });
        var failures = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(Enumerable.Range(first, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (seed, _) =>
        {
            try
            {
                await PlayAsync(pools, seed);
            }
            catch (Exception failed)
            {
                failures.Enqueue($"History {seed}: {failed} ({FirstVariable}={seed} {CountVariable}=1 plays it again.)");
            }
        });
        Assert.True(failures.IsEmpty, string.Join("\n", failures));
    }

    private async Task PlayAsync(SaaSGateDatabase pools, int seed)
    {
        var chance = new Random(seed);
        await using var world = await BillingWorld.CreateAsync(database, seed, pools: pools);
        world.Stripe.AfterLastFailure = chance.Next(3) == 0 ? "canceled" : "unpaid";
        world.Stripe.Delays = () => Delays(chance);
        await world.SubscribeAsync(seats: 1 + chance.Next(5), chance.Next(4) == 0 ? BadCard : GoodCard);
        var customer = (await world.AccountAsync()).CustomerId;
        long used = 0;
        (world.Stripe.Faults.Before, world.Stripe.Faults.AnswerLost, world.Stripe.Faults.Limited) = (0.1, 0.1, 0.05);
        for (var step = 0; step < 15; step++)
        {
            switch (chance.Next(9))
            {
                case 0:
                    await world.Stripe.SetCardAsync(customer, chance.Next(2) == 0 ? BadCard : GoodCard);
                    break;
                case 1:
                    await world.Stripe.PayOpenAsync(customer);
                    break;
                case 2 when await LiveAsync(world) is { } live:
                    await world.Stripe.ChangeAsync(live, "seats", 1 + chance.Next(20));
                    break;
                case 3 when chance.Next(3) == 0 && await LiveAsync(world) is { } live:
                    await world.Stripe.ChangeAsync(live, chance.Next(2) == 0 ? "cancel" : "end");
                    break;
                case 4 when await LiveAsync(world) is null:
                    await AgainAsync(world, chance);
                    break;
                case 5:
                    world.Stripe.Faults.Down = true;
                    await world.PassAsync(TimeSpan.FromHours(chance.Next(60)), TimeSpan.FromHours(5));
                    world.Stripe.Faults.Down = false;
                    break;
            }

            var requests = chance.Next(500);
            if ((await world.AccountAsync()).IsMetered && await LiveAsync(world) is not null)
            {
                await world.UseAsync(requests);
                used += requests;
            }

            await world.PassAsync(TimeSpan.FromHours(chance.Next(3) == 0 ? chance.Next(20 * 24) : chance.Next(48)), TimeSpan.FromHours(3 + chance.Next(20)));
        }

        // Quiet: faults end, all that is late arrives, all that is owed in use is sent.
        (world.Stripe.Faults.Before, world.Stripe.Faults.AnswerLost, world.Stripe.Faults.Limited) = (0, 0, 0);
        world.Stripe.Delays = () => [TimeSpan.Zero];
        await world.PassAsync(TimeSpan.FromDays(4), TimeSpan.FromHours(2));
        Assert.Equal(0, world.Stripe.Undelivered);
        Assert.Empty(await world.Events.WaitingAsync(world.Organisation, CancellationToken.None));
        await RightAsync(world);
        await CountedAsync(world, customer, used);
    }

    /// <summary>Against a rule of its own, said apart from the code: what Stripe's objects mean.</summary>
    private static async Task RightAsync(BillingWorld world)
    {
        var (account, limits) = (await world.AccountAsync(), await world.LimitsAsync());
        var subscriptions = (await world.Stripe.ListAsync("subscription")).Select(one => (Id: (string)one["id"]!, Status: (string)one["status"]!, Seats: (int)(long)one["items"]!["data"]!.AsArray()
            .First(item => item!["price"]!["recurring"]!["meter"] is null)!["quantity"]!)).ToList();
        string[] order = ["active", "trialing", "past_due", "unpaid", "paused", "incomplete", "canceled", "incomplete_expired"];
        var counts = subscriptions.OrderBy(one => Array.IndexOf(order, one.Status)).ThenByDescending(one => one.Id, StringComparer.Ordinal).First();
        var paying = counts.Status is "active" or "trialing" or "past_due" or "unpaid" or "paused";
        Assert.Equal((counts.Status, paying ? "team" : PlanKeys.Free), (account.Status, account.Plan));
        Assert.Equal((paying ? 25 : 2, paying ? counts.Seats : 3), (limits.SkillLimit, limits.SeatLimit));
        var owed = (await world.Stripe.ListAsync("invoice")).Where(one => (string)one["status"]! == "open" && (bool)one["attempted"]! && (long)one["amount_remaining"]! > 0)
            .Select(one => (long)one["status_transitions"]!["finalized_at"]!).Order().ToList();
        var late = owed.Count > 0 && counts.Status is "active" or "past_due" or "unpaid" or "canceled" && owed.Count > 0 ? DateTimeOffset.FromUnixTimeSeconds(owed[0]) : (DateTimeOffset?)null;
        Assert.Equal(late, account.LateSince);
        Assert.Equal(late?.AddDays(14) <= world.Clock.GetUtcNow(), limits.GrowthStopped);
    }

    /// <summary>Use while somebody subscribed is counted once; what is left was used when nobody did, or is waived with the hour in which somebody began to.</summary>
    private static async Task CountedAsync(BillingWorld world, string customer, long used)
    {
        var counted = await world.Stripe.CountedAsync(BillingWorld.Meter, customer);
        var parts = (await world.Tenant.PeekAsync<string>(
            """
            select concat_ws(' ', (select coalesce(sum(quantity), 0) from tenant.usage_hours where organisation_id = $1), (select coalesce(sum(waived), 0) from tenant.usage_hours where organisation_id = $1),
                (select coalesce(sum(quantity - queued), 0) from tenant.usage_hours where organisation_id = $1),
                (select coalesce(sum(quantity), 0) from tenant.usage_sends where organisation_id = $1 and state = 'sent'),
                (select coalesce(sum(quantity), 0) from tenant.usage_sends where organisation_id = $1 and state = 'waiting'))
            """))!.Split(' ').Select(part => long.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        Assert.Equal(used, parts[0]);
        Assert.Equal(parts[0], parts[1] + parts[2] + parts[3] + parts[4]);
        if ((await world.AccountAsync()).IsMetered)
            Assert.Equal((0, 0), (parts[2], parts[4]));
        Assert.InRange(counted, parts[3], parts[3] + parts[4]);
        if (parts[4] == 0)
            Assert.Equal(parts[3], counted);
    }

    private static async Task AgainAsync(BillingWorld world, Random chance)
    {
        try
        {
            await world.SubscribeAsync(seats: 1 + chance.Next(5), GoodCard);
        }
        catch (Exception failed) when (failed is global::Stripe.StripeException or HttpRequestException)
        {
            // The person tries again another time.
        }
    }

    private static async Task<string?> LiveAsync(BillingWorld world) =>
        (await world.Stripe.ListAsync("subscription")).LastOrDefault(one => (string)one["status"]! is "active" or "trialing" or "past_due" or "unpaid") is { } live ? (string)live["id"]! : null;

    private static List<TimeSpan> Delays(Random chance) =>
        [.. Enumerable.Range(0, chance.Next(4) == 0 ? 2 : 1).Select(_ => chance.Next(3) switch { 0 => TimeSpan.Zero, 1 => TimeSpan.FromMinutes(chance.Next(60)), _ => TimeSpan.FromMinutes(chance.Next(3 * 24 * 60)) })];

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
