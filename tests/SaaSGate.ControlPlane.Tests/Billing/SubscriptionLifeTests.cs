using SaaSGate.Postgres.Billing;
using SaaSGate.Postgres.Skills;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Billing;

public sealed class SubscriptionLifeTests(Database database) : IClassFixture<Database>
{
    private const string BadCard = "4000000000000341", GoodCard = "4242424242424242";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_life_from_trial_to_the_end()
    {
        await using var world = await BillingWorld.CreateAsync(database);

        // Trial.
        var customer = await world.SubscribeAsync(seats: 3);
        await ExpectAsync(world, "trialing", "team", 25, stopped: false);
        Assert.Equal(3, (await world.LimitsAsync()).SeatLimit);
        await world.UseAsync(500);
        await world.PassAsync(TimeSpan.FromDays(13));
        Assert.Contains("trial_ending", (await world.AccountAsync()).Told);

        // Active, and used.
        await world.PassAsync(TimeSpan.FromDays(2));
        await ExpectAsync(world, "active", "team", 25, stopped: false);
        await world.UseAsync(10_000);
        await world.PassAsync(TimeSpan.FromDays(1));

        // The card fails: late, then nothing more grows, and all that is there goes on.
        await world.Stripe.SetCardAsync(customer, BadCard);
        await world.PassAsync(TimeSpan.FromDays(30));
        await ExpectAsync(world, "past_due", "team", 25, stopped: false);
        Assert.Contains("payment_late", (await world.AccountAsync()).Told);
        Assert.Equal((3 * 2900) + 2000, (await InvoicesAsync(world))[^1].Total);
        await world.PassAsync(TimeSpan.FromDays(14));
        await ExpectAsync(world, "past_due", "team", 25, stopped: true);
        var refused = await Assert.ThrowsAsync<PlanLimitException>(() => AddSkillAsync(world, "one-more"));
        Assert.Equal(("skills", null, "team"), (refused.Thing, refused.Limit, refused.Plan));
        await world.PassAsync(TimeSpan.FromDays(3));
        await ExpectAsync(world, "unpaid", "team", 25, stopped: true);

        // Paid: everything grows again.
        await world.Stripe.SetCardAsync(customer, GoodCard);
        await world.Stripe.PayOpenAsync(customer);
        await world.PassAsync(TimeSpan.FromMinutes(1));
        await ExpectAsync(world, "active", "team", 25, stopped: false);
        Assert.Contains("payment_settled", await NoticesAsync(world));
        for (var i = 0; i < 4; i++)
            await AddSkillAsync(world, $"skill-{i}");

        // Fewer seats than people, then the end: nothing is deleted, what is beyond Free is read-only.
        await world.Stripe.ChangeAsync((string)(await world.SubscriptionAsync())!["id"]!, "seats", 1);
        await world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(1, (await world.LimitsAsync()).SeatLimit);
        await world.Stripe.ChangeAsync((string)(await world.SubscriptionAsync())!["id"]!, "cancel");
        await world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.NotNull((await world.AccountAsync()).CancelAt);
        await world.PassAsync(TimeSpan.FromDays(31));
        await ExpectAsync(world, "canceled", "free", 2, stopped: false);
        Assert.Contains("over_limits", (await world.AccountAsync()).Told);
        Assert.Equal(5, (await world.LimitsAsync()).Skills);
        Assert.Equal(2, (await Assert.ThrowsAsync<PlanLimitException>(() => AddSkillAsync(world, "too-many"))).Limit);
        Assert.True((await Assert.ThrowsAsync<PlanLimitException>(() => RewordAsync(world, "skill-3"))).IsExcess);
        await RewordAsync(world, "triage");

        // What is beyond is still stopped and revoked.
        await world.Tenant.PeekAsync<object>("update tenant.skills set status = 'revoked' where organisation_id = $1 and name like 'skill-%'");
        await AddSkillAsync(world, "fits-again");
    }

    [Fact]
    public async Task A_trial_whose_card_does_not_pay_becomes_late()
    {
        await using var world = await BillingWorld.CreateAsync(database);
        await world.SubscribeAsync(card: BadCard);
        await ExpectAsync(world, "trialing", "team", 25, stopped: false);
        await world.PassAsync(TimeSpan.FromDays(14.5));
        Assert.NotNull((await world.AccountAsync()).LateSince);
        await ExpectAsync(world, "past_due", "team", 25, stopped: false);
    }

    [Fact]
    public async Task A_trial_without_a_card_is_paused_keeps_its_plan_and_stops_growth_after_its_grace()
    {
        await using var world = await BillingWorld.CreateAsync(database, change: options => options.TrialWithoutCard = true);
        var customer = await world.SubscribeAsync(card: "");
        await ExpectAsync(world, "trialing", "team", 25, stopped: false);
        Assert.Null((await world.AccountAsync()).PaymentMethod);
        await world.PassAsync(TimeSpan.FromDays(14.5));
        await ExpectAsync(world, "paused", "team", 25, stopped: false);
        var account = await world.AccountAsync();
        Assert.Equal((account.TrialEnd, account.TrialEnd + TimeSpan.FromDays(14)), (account.LateSince, account.GrowthStopsAt));
        Assert.Equal("payment_late", Assert.Single(account.Told));
        await AddSkillAsync(world, "within-the-grace");
        await world.PassAsync(TimeSpan.FromDays(14));
        await ExpectAsync(world, "paused", "team", 25, stopped: true);
        Assert.Null((await Assert.ThrowsAsync<PlanLimitException>(() => AddSkillAsync(world, "too-late"))).Limit);
        await RewordAsync(world, "within-the-grace");

        // With a card it goes on, and is paid for.
        await world.Stripe.SetCardAsync(customer, GoodCard);
        await world.Stripe.ChangeAsync((string)(await world.SubscriptionAsync())!["id"]!, "resume");
        await world.PassAsync(TimeSpan.FromMinutes(1));
        await ExpectAsync(world, "active", "team", 25, stopped: false);
        await AddSkillAsync(world, "again");
    }

    [Fact]
    public async Task A_trial_without_a_card_is_refused_where_the_operator_does_not_allow_it()
    {
        await using var world = await BillingWorld.CreateAsync(database);
        await Assert.ThrowsAnyAsync<Exception>(() => world.SubscribeAsync(card: ""));
        Assert.Null(await world.SubscriptionAsync());
    }

    [Fact]
    public async Task A_subscription_that_ends_owing_is_on_Free_at_once_and_growth_stops_after_the_grace()
    {
        await using var world = await BillingWorld.CreateAsync(database);
        var customer = await world.SubscribeAsync();
        await world.PassAsync(TimeSpan.FromDays(16));
        await world.UseAsync(10_000);
        await world.Stripe.SetCardAsync(customer, BadCard);
        await world.Stripe.ChangeAsync((string)(await world.SubscriptionAsync())!["id"]!, "cancel");
        await world.PassAsync(TimeSpan.FromDays(30));
        await ExpectAsync(world, "canceled", "free", 2, stopped: false);
        Assert.NotNull((await world.AccountAsync()).GrowthStopsAt);
        await AddSkillAsync(world, "within-free");
        await world.PassAsync(TimeSpan.FromDays(15));
        await ExpectAsync(world, "canceled", "free", 2, stopped: true);
        await world.Tenant.PeekAsync<object>("update tenant.skills set status = 'revoked' where organisation_id = $1 and name = 'within-free'");
        Assert.Null((await Assert.ThrowsAsync<PlanLimitException>(() => AddSkillAsync(world, "one-more"))).Limit);

        // Paid, it grows again as far as Free goes.
        await world.Stripe.SetCardAsync(customer, GoodCard);
        await world.Stripe.PayOpenAsync(customer);
        await world.PassAsync(TimeSpan.FromMinutes(1));
        await ExpectAsync(world, "canceled", "free", 2, stopped: false);
        await AddSkillAsync(world, "one-more");
        Assert.Equal(2, (await Assert.ThrowsAsync<PlanLimitException>(() => AddSkillAsync(world, "too-many"))).Limit);
    }

    [Fact]
    public async Task A_second_subscription_has_no_trial_and_an_unpaid_first_invoice_gives_nothing()
    {
        await using var world = await BillingWorld.CreateAsync(database);
        await world.SubscribeAsync();
        await world.Stripe.ChangeAsync((string)(await world.SubscriptionAsync())!["id"]!, "end");
        await world.PassAsync(TimeSpan.FromMinutes(1));
        await ExpectAsync(world, "canceled", "free", 2, stopped: false);
        await world.SubscribeAsync(card: BadCard);
        await ExpectAsync(world, "incomplete", "free", 2, stopped: false);
        await world.PassAsync(TimeSpan.FromHours(24));
        await ExpectAsync(world, "canceled", "free", 2, stopped: false);
        Assert.Equal("incomplete_expired", (string?)(await world.SubscriptionAsync())!["status"]);
    }

    [Fact]
    public async Task Of_checkouts_that_are_begun_only_the_last_can_be_paid_on()
    {
        await using var world = await BillingWorld.CreateAsync(database);
        var customer = await world.Work.CustomerAsync(world.Organisation, Cancel);
        Uri[] pages = [await BeginAsync(world, customer), await BeginAsync(world, customer), await BeginAsync(world, customer)];
        Assert.Equal(["expired", "expired", "open"], (await world.Stripe.ListAsync("checkout.session")).Select(session => (string)session["status"]!));
        await Assert.ThrowsAnyAsync<Exception>(() => world.Stripe.PayAsync(pages[0].Segments[^1]));
        await world.Stripe.PayAsync(pages[2].Segments[^1]);
        await world.Stripe.DeliverAsync();
        await world.DoAsync();
        await ExpectAsync(world, "trialing", "team", 25, stopped: false);
        Assert.Single(await world.Stripe.ListAsync("subscription"));
    }

    [Fact]
    public async Task A_second_subscription_that_comes_is_cancelled_at_once_and_told()
    {
        await using var world = await BillingWorld.CreateAsync(database);
        var customer = await world.Work.CustomerAsync(world.Organisation, Cancel);

        // Paid on, and not heard of, when somebody else begins to pay.
        await world.Stripe.PayAsync((await BeginAsync(world, customer, seats: 4)).Segments[^1]);
        await world.Stripe.PayAsync((await BeginAsync(world, customer, seats: 9)).Segments[^1]);
        await world.Stripe.DeliverAsync();
        await world.DoAsync();
        await world.PassAsync(TimeSpan.FromHours(1));
        var subscriptions = await world.Stripe.ListAsync("subscription");
        Assert.Equal(["trialing", "canceled"], subscriptions.Select(one => (string)one["status"]!));
        Assert.Equal(("true", "true"), ((string)subscriptions[1]["asked"]!["prorate"]!, (string)subscriptions[1]["asked"]!["invoice_now"]!));
        await ExpectAsync(world, "trialing", "team", 25, stopped: false);
        Assert.Equal(((string)subscriptions[0]["id"]!, 4), ((await world.AccountAsync()).SubscriptionId, (await world.AccountAsync()).Seats));
        Assert.Equal("second_subscription", await NoticesAsync(world));
        Assert.DoesNotContain("second_subscription", (await world.AccountAsync()).Told);
    }

    [Fact]
    public async Task Limits_hold_for_many_who_add_at_once()
    {
        await using var world = await BillingWorld.CreateAsync(database);
        await world.Accounts.BeginAsync(world.Organisation, world.Plans.Free.Limits!, Cancel);
        var added = await Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
        {
            try
            {
                await AddSkillAsync(world, $"race-{i}");
                return 1;
            }
            catch (PlanLimitException)
            {
                return 0;
            }
        }));
        Assert.Equal(1, added.Sum());
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => world.Tenant.PeekAsync<object>(
            "insert into tenant.connections (organisation_id, id, name, base_url, credential_sealed, credential_hint, regions) values ($1, 'con_x', 'x', 'x', '', '', '{}')"));
        await world.Tenant.AddMemberAsync("reviewer");
        await world.Tenant.AddMemberAsync("reviewer");
        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => world.Tenant.AddMemberAsync("reviewer"));
        Assert.Equal(("SG001", "seats", "free 3"), (refused.SqlState, refused.MessageText, refused.Hint));

        // Who has left takes no seat, and who is written again is not one more.
        await world.Tenant.AddMemberAsync();
        await world.Tenant.PeekAsync<object>("update tenant.members set roles = '{}' where organisation_id = $1 and display_name like 'Member%'");
        await world.Tenant.AddMemberAsync("reviewer");
        await world.Accounts.EndAsync(world.Organisation, Cancel);
        await AddSkillAsync(world, "no-limit");
    }

    private static async Task<Uri> BeginAsync(BillingWorld world, string customer, int seats = 3) => (await world.Checkouts.BeginAsync(
        world.Organisation, customer, await world.Accounts.FindAsync(world.Organisation, Cancel), world.Plans.Find("team")!, seats, Cancel))!;

    private static async Task ExpectAsync(BillingWorld world, string status, string plan, int skills, bool stopped)
    {
        var (account, limits) = (await world.AccountAsync(), await world.LimitsAsync());
        Assert.Equal((status, plan, plan, skills, stopped), (account.Status, account.Plan, limits.Plan, limits.SkillLimit!.Value, limits.GrowthStopped));
    }

    private async Task AddSkillAsync(BillingWorld world, string name) => Assert.NotNull(await new SkillStore(database.Tenants, TimeProvider.System).CreateAsync(
        world.Organisation,
        new(Contracts.Ids.Id<Contracts.Ids.Skill>.New(TimeProvider.System), name, "p", world.Tenant.Owner.Value, world.Tenant.Connection.Value, [], TimeProvider.System.GetUtcNow().AddDays(30)),
        Postgres.Audit.Actor.System, Cancel));

    private Task<int> RewordAsync(BillingWorld world, string name) => database.Tenants.InTenantAsync(world.Organisation, connection =>
    {
        var command = new Npgsql.NpgsqlCommand("update tenant.skills set purpose = purpose || '!' where organisation_id = $1 and name = $2", connection);
        command.Parameters.Add(new() { Value = world.Organisation.Value });
        command.Parameters.Add(new() { Value = name });
        return command.ExecuteNonQueryAsync(Cancel);
    }, Cancel);

    private static async Task<List<(string Status, long Total)>> InvoicesAsync(BillingWorld world) =>
        [.. (await world.Stripe.ListAsync("invoice")).Select(invoice => ((string)invoice["status"]!, (long)invoice["total"]!))];

    private static async Task<string> NoticesAsync(BillingWorld world) =>
        await world.Tenant.PeekAsync<string>("select string_agg(payload ->> 'notice', ' ') from tenant.feed where organisation_id = $1 and kind = 'BillingNotice'") ?? "";
}
