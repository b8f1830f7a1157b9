using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Approvals;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Regions;
using SaaSGate.Postgres.Tests.Approvals;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Regions;

public sealed class StopStoreTests(Database database) : IClassFixture<Database>
{
    private static readonly Actor Admin = new("usr_admin", "Ada Admin");
    private readonly StopStore _stops = new(database.Tenants, TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Writes_lock_log_feed_and_audit_together()
    {
        var tenant = await TestTenant.AddAsync(database);
        StopTarget skill = new(tenant.Organisation, StopKind.Skill, tenant.Skill.Value);
        var stopped = await _stops.AddLockAsync(skill, "gone wild", Admin, Cancel);

        var id = Assert.Single(stopped.LockIds);
        Assert.Equal(("SkillChanged", tenant.Skill.Value), (stopped.Feeds[0].Event.Kind, stopped.Feeds[0].Event.Subject));
        Assert.Equal(id, await tenant.PeekAsync<string>("select lock_id from platform.stop_log where organisation_id = $1 and kind = 'skill' and not lifted"));
        Assert.Equal("gone wild", await tenant.PeekAsync<string>("select reason from tenant.locks where organisation_id = $1"));
        Assert.Equal("skill.stopped", await tenant.PeekAsync<string>("select action from tenant.audit_log where organisation_id = $1"));

        await _stops.AddLockAsync(skill, "twice", Admin, Cancel);
        Assert.Equal(2, (await _stops.LiftLocksAsync(skill, Admin, Cancel)).LockIds.Count);
        Assert.Equal(2, await tenant.PeekAsync<long>("select count(*) from platform.stop_log where organisation_id = $1 and lifted"));
        Assert.Empty((await _stops.LiftLocksAsync(skill, Admin, Cancel)).Feeds);
    }

    [Fact]
    public async Task A_stopped_key_shows_as_a_change_of_its_skill()
    {
        var tenant = await TestTenant.AddAsync(database);
        var stopped = await _stops.AddLockAsync(new(tenant.Organisation, StopKind.Credential, tenant.SkillKey.Value), "leaked", Admin, Cancel);
        Assert.Equal(tenant.Skill.Value, stopped.Feeds[0].Event.Subject);
    }

    [Fact]
    public async Task Nothing_is_held_behind_a_stop_that_is_being_written()
    {
        var tenant = await TestTenant.AddAsync(database);
        var holds = new Holds(database);
        Task<HoldResult>? holding = null;
        await database.Tenants.InTenantAsync(tenant.Organisation, async connection =>
        {
            await _stops.AddLockAsync(connection, new(tenant.Organisation, StopKind.Skill, tenant.Skill.Value), "gone wild", Admin, Cancel);
            holding = holds.Store.HoldAsync(Holds.Of(tenant), Cancel);
            await Bounded.UntilAsync(async () => holding.IsCompleted || await tenant.PeekAsync<long>(
                "select count(*) from pg_locks where locktype = 'advisory' and not granted and $1 <> ''") > 0);
        }, Cancel);
        Assert.Null((await holding!).ApprovalId);
        Assert.Equal(0, await tenant.PeekAsync<long>("select count(*) from tenant.approvals where organisation_id = $1"));
    }

    [Theory]
    [InlineData(StopKind.Organisation)]
    [InlineData(StopKind.Person)]
    [InlineData(StopKind.Skill)]
    [InlineData(StopKind.Connection)]
    [InlineData(StopKind.Session)]
    public async Task Cancels_what_waits_behind_it_for_partners_too(StopKind kind)
    {
        var (tenant, partner) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        await tenant.GrantAsync(partner, "decide");
        var holds = new Holds(database);
        var hold = Holds.Of(tenant);
        await holds.Store.HoldAsync(hold, Cancel);
        var target = kind switch
        {
            StopKind.Organisation => tenant.Organisation.Value,
            StopKind.Person => tenant.Owner.Value,
            StopKind.Skill => tenant.Skill.Value,
            StopKind.Connection => tenant.Connection.Value,
            _ => hold.Session.Value,
        };

        var stopped = await _stops.AddLockAsync(new(tenant.Organisation, kind, target), "stop", Admin, Cancel);
        Assert.Equal(2, stopped.Feeds.Count(feed => feed.Event.Kind == "ApprovalEnded"));
        Assert.Equal("cancelled", (await holds.Approvals.ListAsync(Holds.Reader(partner), new(null, Limit: 1), Cancel))[0].State);
        Assert.Equal(DecideOutcome.AlreadyDecided, (await holds.Decisions.DecideAsync(await Holds.DecisionAsync(partner, hold.Proposed), Cancel)).Outcome);
        Assert.Equal("cancelled", await tenant.PeekAsync<string>("select state from platform.decision_log where organisation_id = $1"));
    }

    [Fact]
    public async Task Leaves_alone_what_waits_elsewhere()
    {
        var tenant = await TestTenant.AddAsync(database);
        var holds = new Holds(database);
        var hold = Holds.Of(tenant);
        await holds.Store.HoldAsync(hold, Cancel);
        await _stops.AddLockAsync(new(tenant.Organisation, StopKind.Session, "ses_other"), "stop", Admin, Cancel);
        Assert.Equal("pending", (await holds.Approvals.FindAsync(Holds.Reader(tenant), hold.Proposed, Cancel))!.State);
    }

    [Theory]
    [InlineData(StopKind.Label, "support", "cancelled")]
    [InlineData(StopKind.Label, "other", "pending")]
    [InlineData(StopKind.Destination, "*.evil.example", "cancelled")]
    [InlineData(StopKind.Destination, "*@evil.example", "pending")]
    [InlineData(StopKind.Destination, "*@mail.example", "cancelled")]
    [InlineData(StopKind.Destination, "mail.example", "cancelled")]
    [InlineData(StopKind.Destination, "a_evil.example", "pending")]
    public async Task Cancels_what_waits_behind_a_label_or_goes_to_a_destination(StopKind kind, string target, string state)
    {
        var tenant = await TestTenant.AddAsync(database);
        var holds = new Holds(database);
        // A view may hold what no jsonb can: a stop does not read it.
        await holds.Store.HoldAsync(Holds.Of(tenant) with { View = """{"summary":"\u0000"}"""u8.ToArray(), Places = ["a.Evil.example", "kim@mail.example"] }, Cancel);
        await _stops.AddLockAsync(new(tenant.Organisation, kind, target), "stop", Admin, Cancel);
        Assert.Equal(state, await tenant.PeekAsync<string>("select state from tenant.approvals where organisation_id = $1"));
    }

    [Fact]
    public async Task Lifts_only_what_the_lifter_may()
    {
        var tenant = await TestTenant.AddAsync(database);
        StopTarget skill = new(tenant.Organisation, StopKind.Skill, tenant.Skill.Value);
        foreach (var by in new[] { LockTerms.Responders, LockTerms.Admins, LockTerms.Setter })
            await database.Tenants.InTenantAsync(
                tenant.Organisation, connection => _stops.AddLockAsync(connection, skill, $"lck_{by}", by, new(by), new("usr_setter", "Sam Setter"), Cancel), Cancel);
        Assert.Equal(["lck_responders"], (await _stops.LiftLocksAsync(skill, Lifter("usr_other", isResponder: true), Cancel)).LockIds);
        Assert.Empty((await _stops.LiftLocksAsync(skill, Lifter("usr_other", isResponder: true), Cancel)).LockIds);
        Assert.Equal(["lck_setter"], (await _stops.LiftLocksAsync(skill, Lifter("usr_setter", isResponder: true), Cancel)).LockIds);
        Assert.Equal(["lck_admins"], (await _stops.LiftLocksAsync(skill, Lifter("tok_any", isAdmin: true), Cancel)).LockIds);

        static Lifter Lifter(string id, bool isResponder = false, bool isAdmin = false) => new(new(id, id), id, isResponder, isAdmin, InPerson: false);
    }
}
