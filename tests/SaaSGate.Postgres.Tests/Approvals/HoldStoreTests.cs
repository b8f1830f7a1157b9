using SaaSGate.Contracts.Policies;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Regions;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Approvals;

public sealed class HoldStoreTests(Database database) : IClassFixture<Database>
{
    private const string Another = "insert into tenant.policies (organisation_id, id, name, scope, active_version) values ($1, 'pol_another', 'another', ";

    private readonly Holds _holds = new(database);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keeps_a_hold_and_tells_the_feed()
    {
        var tenant = await TestTenant.AddAsync(database);
        var hold = Holds.Of(tenant);
        var result = await _holds.Store.HoldAsync(hold, Cancel);

        Assert.Equal(hold.Proposed.Value, result.ApprovalId);
        Assert.Equal(ApprovalState.Pending, result.State);
        var feed = Assert.Single(result.Feeds);
        Assert.Equal((tenant.Organisation.Value, 1L, "ApprovalRequested", hold.Proposed.Value), (feed.OrganisationId, feed.Event.Position, feed.Event.Kind, feed.Event.Subject));
        Assert.Equal("triage", feed.Event.Payload.GetProperty("skillName").GetString());
        Assert.Equal(1, await tenant.PeekAsync<long>("select count(*) from tenant.audit_log where organisation_id = $1 and action = 'approval.requested'"));
    }

    [Fact]
    public async Task Finds_the_live_approval_when_the_same_bytes_come_again()
    {
        var tenant = await TestTenant.AddAsync(database);
        var first = Holds.Of(tenant);
        var again = Holds.Of(tenant);
        await _holds.Store.HoldAsync(first, Cancel);

        var found = await _holds.Store.HoldAsync(again, Cancel);
        Assert.Equal((first.Proposed.Value, ApprovalState.Pending), (found.ApprovalId, found.State));
        Assert.Empty(found.Feeds);

        await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(tenant, first.Proposed), Cancel);
        found = await _holds.Store.HoldAsync(Holds.Of(tenant), Cancel);
        Assert.Equal((first.Proposed.Value, ApprovalState.Approved), (found.ApprovalId, found.State));
    }

    [Fact]
    public async Task Answers_a_gateway_that_asks_again_with_its_own_approval_even_when_it_has_ended()
    {
        var tenant = await TestTenant.AddAsync(database);
        var hold = Holds.Of(tenant);
        await _holds.Store.HoldAsync(hold, Cancel);
        await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(tenant, hold.Proposed, approve: false), Cancel);

        var asked = await _holds.Store.HoldAsync(hold, Cancel);
        Assert.Equal((hold.Proposed.Value, ApprovalState.Denied), (asked.ApprovalId, asked.State));
    }

    [Fact]
    public async Task Asks_anew_after_a_denial_and_for_other_bytes()
    {
        var tenant = await TestTenant.AddAsync(database);
        var first = Holds.Of(tenant);
        await _holds.Store.HoldAsync(first, Cancel);
        var other = Holds.Of(tenant, digest: 2);
        Assert.Equal(other.Proposed.Value, (await _holds.Store.HoldAsync(other, Cancel)).ApprovalId);

        await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(tenant, first.Proposed, approve: false), Cancel);
        var anew = Holds.Of(tenant);
        Assert.Equal(anew.Proposed.Value, (await _holds.Store.HoldAsync(anew, Cancel)).ApprovalId);
    }

    [Fact]
    public async Task Two_gateways_that_hold_the_same_bytes_at_once_share_one_approval()
    {
        var tenant = await TestTenant.AddAsync(database);
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _holds.Store.HoldAsync(Holds.Of(tenant), Cancel)));
        Assert.Single(results.Select(result => result.ApprovalId).Distinct());
        Assert.Single(results.SelectMany(result => result.Feeds));
    }

    [Fact]
    public async Task Refuses_to_hold_for_a_stopped_skill()
    {
        var tenant = await TestTenant.AddAsync(database);
        await new StopStore(database.Tenants, TimeProvider.System)
            .AddLockAsync(new(tenant.Organisation, StopKind.Person, tenant.Owner.Value), "left", new("usr_x", "X"), Cancel);
        Assert.Null((await _holds.Store.HoldAsync(Holds.Of(tenant), Cancel)).ApprovalId);
    }

    [Fact]
    public async Task One_attempt_of_many_consumes()
    {
        var tenant = await TestTenant.AddAsync(database);
        var hold = Holds.Of(tenant);
        await _holds.Store.HoldAsync(hold, Cancel);
        Assert.False((await _holds.Store.ConsumeAsync(Holds.Consumption(hold), Cancel)).Granted);
        await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(tenant, hold.Proposed), Cancel);

        var results = await Task.WhenAll(Enumerable.Range(1, 16).Select(attempt => _holds.Store.ConsumeAsync(Holds.Consumption(hold, (byte)attempt), Cancel)));
        Assert.Single(results, result => result.Granted);
        Assert.All(results, result => Assert.Equal(ApprovalState.Consumed, result.State));
        Assert.Single(results.SelectMany(result => result.Feeds), feed => feed.Event.Kind == "ApprovalEnded");
    }

    [Fact]
    public async Task The_same_attempt_gets_the_same_answer_when_it_asks_over_a_new_connection()
    {
        var tenant = await TestTenant.AddAsync(database);
        var hold = Holds.Of(tenant);
        await _holds.Store.HoldAsync(hold, Cancel);
        await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(tenant, hold.Proposed), Cancel);

        Assert.True((await _holds.Store.ConsumeAsync(Holds.Consumption(hold), Cancel)).Granted);
        Assert.True((await _holds.Store.ConsumeAsync(Holds.Consumption(hold), Cancel)).Granted);
        Assert.False((await _holds.Store.ConsumeAsync(Holds.Consumption(hold) with { GatewayId = "gtw_other" }, Cancel)).Granted);
    }

    [Theory]
    [InlineData("update tenant.policies set active_version = 2 where organisation_id = $1")]
    [InlineData("update tenant.skills set status = 'suspended' where organisation_id = $1")]
    [InlineData("update tenant.skills set expires_at = now() where organisation_id = $1")]
    [InlineData("update tenant.approvals set expires_at = now() where organisation_id = $1")]
    [InlineData("insert into tenant.locks (organisation_id, id, kind, target_id, reason, created_by) select organisation_id, 'lck', 'skill', id, '', '' from tenant.skills where organisation_id = $1")]
    public async Task Consumes_nothing_when_what_was_approved_has_changed(string change)
    {
        var tenant = await TestTenant.AddAsync(database);
        var hold = Holds.Of(tenant);
        await _holds.Store.HoldAsync(hold, Cancel);
        await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(tenant, hold.Proposed), Cancel);
        await tenant.PeekAsync<object>(change);
        Assert.False((await _holds.Store.ConsumeAsync(Holds.Consumption(hold), Cancel)).Granted);
    }

    [Theory]
    [InlineData(Another + "'organisation', 1)")]
    [InlineData(Another + "'label:support', 1)")]
    [InlineData("insert into tenant.policies (organisation_id, id, name, scope, active_version) select organisation_id, 'pol_another', 'another', 'skill:' || id, 1 from tenant.skills where organisation_id = $1")]
    [InlineData("update tenant.policies set active_version = 1 where organisation_id = $1 and name = 'draft'")]
    [InlineData("update tenant.policies set scope = 'organisation' where organisation_id = $1 and name = 'elsewhere'")]
    [InlineData("update tenant.skills set labels = labels || '{finance}' where organisation_id = $1")]
    [InlineData("update tenant.policies set archived_at = now() where organisation_id = $1 and name = 'second'")]
    [InlineData("update tenant.policies set scope = 'label:finance' where organisation_id = $1 and name = 'second'")]
    [InlineData("update tenant.policies set name = 'a' where organisation_id = $1 and name = 'second'")]
    public async Task Consumes_nothing_when_other_policies_are_for_the_skill_than_when_it_was_held(string change)
    {
        var (tenant, hold) = await HeldBySeveralAsync();
        await tenant.PeekAsync<object>(change);
        Assert.False((await _holds.Store.ConsumeAsync(Holds.Consumption(hold), Cancel)).Granted);
    }

    [Theory]
    [InlineData(Another + "'label:finance', 1)")]
    [InlineData(Another + "'organisation', null)")]
    [InlineData("update tenant.policies set shadow_version = 1 where organisation_id = $1")]
    [InlineData("update tenant.policies set name = 'second renamed' where organisation_id = $1 and name = 'second'")]
    public async Task Consumes_when_what_changed_is_not_for_the_skill(string change)
    {
        var (tenant, hold) = await HeldBySeveralAsync();
        await tenant.PeekAsync<object>(change);
        Assert.True((await _holds.Store.ConsumeAsync(Holds.Consumption(hold), Cancel)).Granted);
    }

    [Fact]
    public async Task Consumes_nothing_for_a_gateway_that_judges_by_other_policies_than_are_in_force()
    {
        var tenant = await TestTenant.AddAsync(database);
        var stale = Holds.Of(tenant);
        await tenant.PeekAsync<object>(Another + "'organisation', 1)");
        var hold = stale with { Policies = [new() { PolicyId = "pol_another", Version = 1 }, .. stale.Policies] };
        await _holds.Store.HoldAsync(hold, Cancel);
        await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(tenant, hold.Proposed), Cancel);
        Assert.False((await _holds.Store.ConsumeAsync(Holds.Consumption(hold) with { Policies = stale.Policies }, Cancel)).Granted);
        Assert.True((await _holds.Store.ConsumeAsync(Holds.Consumption(hold), Cancel)).Granted);

        // And what it held itself is good for nobody.
        var late = Holds.Of(tenant, digest: 2);
        await _holds.Store.HoldAsync(late, Cancel);
        await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(tenant, late.Proposed), Cancel);
        Assert.False((await _holds.Store.ConsumeAsync(Holds.Consumption(late), Cancel)).Granted);
        Assert.False((await _holds.Store.ConsumeAsync(Holds.Consumption(late) with { Policies = hold.Policies }, Cancel)).Granted);
    }

    [Fact]
    public async Task Asks_anew_for_the_same_bytes_when_other_policies_are_for_the_skill()
    {
        var tenant = await TestTenant.AddAsync(database);
        var before = Holds.Of(tenant);
        await _holds.Store.HoldAsync(before, Cancel);
        await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(tenant, before.Proposed), Cancel);
        await tenant.PeekAsync<object>(Another + "'organisation', 1)");
        Assert.Equal(before.Proposed.Value, (await _holds.Store.HoldAsync(Holds.Of(tenant), Cancel)).ApprovalId);

        var anew = Holds.Of(tenant) with { Policies = [new() { PolicyId = "pol_another", Version = 1 }, .. before.Policies] };
        var result = await _holds.Store.HoldAsync(anew, Cancel);
        Assert.Equal((anew.Proposed.Value, ApprovalState.Pending), (result.ApprovalId, result.State));
        Assert.Equal(["ApprovalEnded", "ApprovalRequested"], result.Feeds.Select(feed => feed.Event.Kind));
        Assert.Equal(ApprovalState.Cancelled, (await _holds.Store.FindDecisionAsync(tenant.Organisation, before.Proposed.Value, Cancel))!.State);

        // A gateway that does not know of it yet takes nothing away.
        var stale = await _holds.Store.HoldAsync(Holds.Of(tenant), Cancel);
        Assert.Equal((anew.Proposed.Value, ApprovalState.Pending), (stale.ApprovalId, stale.State));
    }

    [Fact]
    public async Task Orders_policies_as_gateways_do()
    {
        var tenant = await TestTenant.AddAsync(database);
        string[] names = ["B", "a", "é", "\uFF5E", "\U0001F600", "Z a", "_", "10", "9"];
        string[] scopes = ["organisation", $"skill:{tenant.Skill.Value}", .. names.Select(name => $"label:{name}")];
        var policies = scopes.SelectMany(scope => names.Select(name => (Name: $"{name} {scope}", Scope: scope))).Select((policy, number) => (policy.Name, policy.Scope, Id: $"pol_{number}")).ToList();
        await tenant.PeekAsync<object>("update tenant.skills set labels = $2 where organisation_id = $1", (object)names[1..]);
        await tenant.PeekAsync<object>(
            "insert into tenant.policies (organisation_id, id, name, scope, active_version) select $1, p.id, p.name, p.scope, 1 from unnest($2::text[], $3::text[], $4::text[]) p (id, name, scope)",
            policies.Select(policy => policy.Id).ToArray(), policies.Select(policy => policy.Name).ToArray(), policies.Select(policy => policy.Scope).ToArray());

        var merged = PolicyScope.InOrder(
            policies.Append((Name: "default", Scope: "organisation", Id: tenant.Policy.Value)),
            policy => PolicyScope.TryParse(policy.Scope, out var scope) ? scope : null, policy => policy.Name, tenant.Skill.Value, names[1..]).Select(policy => policy.Id).ToArray();
        Assert.Equal((names.Length * (names.Length + 1)) + 1, merged.Length);
        Assert.Equal(merged, await tenant.PeekAsync<string[]>(
            "select array(select p ->> 'policyId' from jsonb_array_elements(tenant.policies_for(s)) with ordinality e (p, n) order by n) from tenant.skills s where s.organisation_id = $1"));
    }

    [Fact]
    public async Task Consumes_only_the_bytes_that_were_approved_of_that_organisation()
    {
        var tenant = await TestTenant.AddAsync(database);
        var stranger = await TestTenant.AddAsync(database);
        var hold = Holds.Of(tenant);
        await _holds.Store.HoldAsync(hold, Cancel);
        await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(tenant, hold.Proposed), Cancel);

        Assert.False((await _holds.Store.ConsumeAsync(Holds.Consumption(hold, digest: [9]), Cancel)).Granted);
        var foreign = await _holds.Store.ConsumeAsync(Holds.Consumption(hold) with { Organisation = stranger.Organisation }, Cancel);
        Assert.Equal((false, ApprovalState.Unspecified), (foreign.Granted, foreign.State));
        Assert.True((await _holds.Store.ConsumeAsync(Holds.Consumption(hold), Cancel)).Granted);
    }

    [Fact]
    public async Task Finds_what_is_overdue_in_any_organisation_and_ends_it_once()
    {
        var tenant = await TestTenant.AddAsync(database);
        var hold = Holds.Of(tenant, timeout: TimeSpan.FromMilliseconds(1));
        var waiting = Holds.Of(tenant, digest: 2);
        await _holds.Store.HoldAsync(hold, Cancel);
        await _holds.Store.HoldAsync(waiting, Cancel);

        while ((await _holds.Store.ListOverdueAsync(1000, Cancel)).All(row => row.Id != hold.Proposed.Value))
            await Task.Yield();
        Assert.DoesNotContain(await _holds.Store.ListOverdueAsync(1000, Cancel), row => row.Id == waiting.Proposed.Value);
        Assert.Single(await _holds.Store.ExpireAsync(tenant.Organisation, hold.Proposed.Value, Cancel));
        Assert.Empty(await _holds.Store.ExpireAsync(tenant.Organisation, hold.Proposed.Value, Cancel));
        Assert.Empty(await _holds.Store.ExpireAsync(tenant.Organisation, waiting.Proposed.Value, Cancel));
        Assert.Equal(ApprovalState.Expired, (await _holds.Store.FindDecisionAsync(tenant.Organisation, hold.Proposed.Value, Cancel))!.State);
    }

    [Fact]
    public async Task A_hold_that_ran_out_makes_room_for_the_same_bytes_before_the_sweep_has_come()
    {
        var tenant = await TestTenant.AddAsync(database);
        var late = Holds.Of(tenant, timeout: TimeSpan.Zero);
        await _holds.Store.HoldAsync(late, Cancel);
        var anew = Holds.Of(tenant);
        var result = await _holds.Store.HoldAsync(anew, Cancel);
        Assert.Equal(anew.Proposed.Value, result.ApprovalId);
        Assert.Equal(["ApprovalEnded", "ApprovalRequested"], result.Feeds.Select(feed => feed.Event.Kind));
    }

    [Fact]
    public async Task An_abandoned_hold_still_answers_who_comes_back()
    {
        var tenant = await TestTenant.AddAsync(database);
        var hold = Holds.Of(tenant);
        await _holds.Store.HoldAsync(hold, Cancel);
        await _holds.Store.AbandonAsync(tenant.Organisation, hold.Proposed, hold.Exchange, Cancel);
        Assert.NotNull((await _holds.Approvals.FindAsync(Holds.Reader(tenant), hold.Proposed, Cancel))!.AbandonedAt);

        var back = Holds.Of(tenant);
        Assert.Equal(hold.Proposed.Value, (await _holds.Store.HoldAsync(back, Cancel)).ApprovalId);
        var found = (await _holds.Approvals.FindAsync(Holds.Reader(tenant), hold.Proposed, Cancel))!;
        Assert.Null(found.AbandonedAt);
        Assert.Equal(back.Exchange.Value, found.ExchangeId);
    }

    /// <summary>An approval, given, of a skill that two policies are for; there are a draft, and a policy for other skills.</summary>
    private async Task<(TestTenant Tenant, HoldExchange Hold)> HeldBySeveralAsync()
    {
        var tenant = await TestTenant.AddAsync(database);
        await tenant.PeekAsync<object>(
            """
            insert into tenant.policies (organisation_id, id, name, scope, active_version)
            values ($1, 'pol_2', 'second', 'organisation', 3), ($1, 'pol_3', 'draft', 'organisation', null), ($1, 'pol_4', 'elsewhere', 'label:finance', 1)
            """);
        var hold = Holds.Of(tenant);
        hold = hold with { Policies = [.. hold.Policies, new() { PolicyId = "pol_2", Version = 3 }] };
        await _holds.Store.HoldAsync(hold, Cancel);
        await _holds.Decisions.DecideAsync(await Holds.DecisionAsync(tenant, hold.Proposed), Cancel);
        return (tenant, hold);
    }
}
