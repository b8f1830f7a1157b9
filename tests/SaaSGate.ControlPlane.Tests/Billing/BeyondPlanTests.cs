using System.Security.Cryptography;
using SaaSGate.Contracts.Billing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Billing;
using SaaSGate.Postgres.Connections;
using SaaSGate.Postgres.Regions;
using SaaSGate.Postgres.Skills;
using SaaSGate.Postgres.Tokens;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Billing;

/// <summary>What a smaller plan leaves beyond it: read-only until there are fewer, and never in the way of who protects.</summary>
public sealed class BeyondPlanTests(Database database) : IClassFixture<Database>
{
    private static readonly TimeProvider Clock = TimeProvider.System;
    private static readonly Actor Somebody = new("usr_x", "Somebody");

    private readonly StopStore _stops = new(database.Tenants, Clock);
    private readonly SkillStore _skills = new(database.Tenants, Clock);
    private readonly ConnectionStore _connections = new(database.Tenants, Clock);
    private readonly BillingStore _accounts = new(database.Tenants, database.Platform, Clock);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private SkillKeyStore Keys => new(database.Tenants, _stops, Clock);

    private SkillKeyChangeStore KeyChanges => new(database.Tenants, Clock);

    private SkillClientStore Clients => new(database.Tenants, _stops, Clock);

    private SkillRevocationStore Revocations => new(database.Tenants, _stops, Clock);

    [Fact]
    public async Task A_skill_beyond_the_plan_is_read_only_and_is_stopped_confirmed_handed_over_and_rotated_as_ever()
    {
        var tenant = await TestTenant.AddAsync(database);
        var owner = new Actor(tenant.Owner.Value, "Olga Owner");
        var (second, third) = (await AddSkillAsync(tenant, "second"), await AddSkillAsync(tenant, "third"));
        var key = NewKey();
        await Keys.CreateAsync(tenant.Organisation, third, key, owner, Cancel);
        await _accounts.BeginAsync(tenant.Organisation, new PlanLimits(2, 1, 3, 7), Cancel);
        Assert.Equal("skills third", string.Join(", ", (await _accounts.BeyondAsync(tenant.Organisation, Cancel)).Select(one => $"{one.Thing} {one.Name}")));
        Assert.Equal((false, false, true), (await BeyondAsync(tenant, tenant.Skill), await BeyondAsync(tenant, second), await BeyondAsync(tenant, third)));

        // Nothing is added to it.
        await RefusedAsync(() => ChangeAsync(tenant, third, new("Another purpose", null, null)));
        await RefusedAsync(() => ChangeAsync(tenant, third, new(null, ["another"], null)));
        await RefusedAsync(() => Keys.CreateAsync(tenant.Organisation, third, NewKey(), owner, Cancel));
        await RefusedAsync(() => Clients.CreateAsync(tenant.Organisation, third, NewClient(), owner, Cancel));

        // The others of the same organisation are as they were.
        Assert.True(await ChangeAsync(tenant, second, new("Another purpose", ["another"], null)));
        Assert.NotNull((await Keys.CreateAsync(tenant.Organisation, second, NewKey(), owner, Cancel)).Event);
        Assert.NotNull((await Clients.CreateAsync(tenant.Organisation, second, NewClient(), owner, Cancel)).Event);

        // It is handed over, confirmed, stopped and let go on, and its key is rotated and revoked.
        var heir = await tenant.AddMemberAsync("admin");
        Assert.True(await ChangeAsync(tenant, third, new(null, null, heir.Value)));
        var confirmations = new SkillConfirmationStore(database.Platform, database.Tenants, _stops, Clock);
        Assert.NotNull((await confirmations.ConfirmAsync(tenant.Organisation, third, [heir.Value], Clock.GetUtcNow().AddDays(180), Somebody, Cancel)).Skill);
        Assert.NotEmpty((await _stops.AddLockAsync(new(tenant.Organisation, StopKind.Skill, third.Value), "why", Somebody, Cancel)).LockIds);
        Assert.NotEmpty((await _stops.LiftLocksAsync(new(tenant.Organisation, StopKind.Skill, third.Value), Somebody, Cancel)).LockIds);
        var next = NewKey();
        Assert.NotNull((await KeyChanges.RotateAsync(tenant.Organisation, third, key.Id, next, Clock.GetUtcNow().AddHours(1), owner, Cancel)).Event);
        foreach (var old in new[] { key, next })
            Assert.NotEmpty((await Keys.RevokeAsync(tenant.Organisation, third, old.Id, Somebody, Cancel))!);

        // Without any that works it could not go on: it gets one, and no second.
        Assert.NotNull((await Keys.CreateAsync(tenant.Organisation, third, NewKey(), owner, Cancel)).Event);
        await RefusedAsync(() => Keys.CreateAsync(tenant.Organisation, third, NewKey(), owner, Cancel));
        await RefusedAsync(() => Clients.CreateAsync(tenant.Organisation, third, NewClient(), owner, Cancel));

        // Resolved: another is revoked, and nothing is beyond the plan any more.
        Assert.NotEmpty((await Revocations.RevokeAsync(tenant.Organisation, second, "Nobody needs it", Somebody, Cancel))!);
        Assert.Empty((await Revocations.RevokeAsync(tenant.Organisation, second, "Nobody needs it", Somebody, Cancel))!);
        Assert.Null(await Revocations.RevokeAsync(tenant.Organisation, Id<Skill>.New(Clock), "x", Somebody, Cancel));
        Assert.Empty(await _accounts.BeyondAsync(tenant.Organisation, Cancel));
        Assert.True(await ChangeAsync(tenant, third, new("Another purpose", ["another"], null)));
        Assert.NotNull((await Keys.CreateAsync(tenant.Organisation, third, NewKey(), owner, Cancel)).Event);
    }

    [Fact]
    public async Task One_beyond_the_plan_is_revoked()
    {
        var tenant = await TestTenant.AddAsync(database);
        var second = await AddSkillAsync(tenant, "second");
        await _accounts.BeginAsync(tenant.Organisation, new PlanLimits(1, 1, 3, 7), Cancel);
        Assert.True(await BeyondAsync(tenant, second));
        Assert.NotEmpty((await Revocations.RevokeAsync(tenant.Organisation, second, "Nobody needs it", Somebody, Cancel))!);
        var revoked = (await _skills.FindAsync(tenant.Organisation, second, Cancel))!;
        Assert.Equal(("revoked", true, false), (revoked.Status, revoked.Stopped, revoked.BeyondPlan));
        Assert.Equal("skill.created skill.revoked skill.stopped", await tenant.PeekAsync<string>(
            "select string_agg(action, ' ' order by action) from tenant.audit_log where organisation_id = $1 and target = $2", second.Value));
    }

    [Fact]
    public async Task A_connection_beyond_the_plan_takes_no_more_skills_and_its_credential_is_replaced_as_ever()
    {
        var tenant = await TestTenant.AddAsync(database);
        var more = (await _connections.CreateAsync(tenant.Organisation, new(Id<Connection>.New(Clock), "more", "https://claude.test", [1], "abcd", []), Somebody, Cancel))!;
        await _accounts.BeginAsync(tenant.Organisation, new PlanLimits(20, 1, 3, 7), Cancel);
        Assert.Equal("more", string.Join(", ", (await _connections.ListAsync(tenant.Organisation, null, 10, Cancel)).Where(one => one.BeyondPlan).Select(one => one.Name)));
        Assert.Equal(("connections", more.Id), (Assert.Single(await _accounts.BeyondAsync(tenant.Organisation, Cancel)) is var one ? (one.Thing, one.Id) : default));
        var refused = await Assert.ThrowsAsync<PlanLimitException>(() => AddSkillAsync(tenant, "there", more.Id));
        Assert.Equal(("connections", 1, "free", true), (refused.Thing, refused.Limit, refused.Plan, refused.IsExcess));
        await AddSkillAsync(tenant, "here");
        await RefusedAsync(() => _connections.ReplaceAsync(
            tenant.Organisation, more.Id, new(Id<Connection>.Parse(more.Id), "more", "https://elsewhere.test", [1], "abcd", []), Somebody, Cancel));
        Assert.NotNull(await new CredentialStore(database.Tenants, Clock).RotateAsync(
            tenant.Organisation, Id<Connection>.Parse(more.Id), more.Version, new("api_key", [2], "efgh", false), Somebody, Cancel));
        Assert.NotEmpty((await _stops.AddLockAsync(new(tenant.Organisation, StopKind.Connection, more.Id), "why", Somebody, Cancel)).LockIds);
    }

    [Fact]
    public async Task People_beyond_the_plan_keep_their_roles_which_change_as_ever_and_none_is_added()
    {
        var tenant = await TestTenant.AddAsync(database);
        var young = await tenant.AddMemberAsync("reviewer");
        await _accounts.BeginAsync(tenant.Organisation, new PlanLimits(2, 1, 1, 7), Cancel);
        Assert.Empty(await _accounts.BeyondAsync(tenant.Organisation, Cancel));
        await RolesAsync("{reviewer,responder}");
        await RolesAsync("{responder}");
        await RolesAsync("{}");
        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => RolesAsync("{reviewer}"));
        Assert.Equal(("SG001", "seats"), (refused.SqlState, refused.MessageText));
        Assert.Equal("SG001", (await Assert.ThrowsAsync<Npgsql.PostgresException>(() => tenant.AddMemberAsync("reviewer"))).SqlState);

        Task RolesAsync(string roles) => tenant.PeekAsync<object>($"update tenant.members set roles = '{roles}' where organisation_id = $1 and user_id = $2", young.Value);
    }

    private static async Task RefusedAsync(Func<Task> change) => Assert.True((await Assert.ThrowsAsync<PlanLimitException>(change)).IsExcess);

    private async Task<bool> BeyondAsync(TestTenant tenant, Id<Skill> skill) => (await _skills.FindAsync(tenant.Organisation, skill, Cancel))!.BeyondPlan;

    private async Task<bool> ChangeAsync(TestTenant tenant, Id<Skill> skill, SkillChanges changes) =>
        await _skills.UpdateAsync(tenant.Organisation, skill, (await _skills.FindAsync(tenant.Organisation, skill, Cancel))!.Version, changes, Somebody, Cancel) is not null;

    private async Task<Id<Skill>> AddSkillAsync(TestTenant tenant, string name, string? connection = null)
    {
        var id = Id<Skill>.New(Clock);
        await _skills.CreateAsync(
            tenant.Organisation, new(id, name, "p", tenant.Owner.Value, connection ?? tenant.Connection.Value, [], Clock.GetUtcNow().AddDays(30)), Somebody, Cancel);
        return id;
    }

    private static NewSkillKey NewKey() => new(Id<SkillKey>.New(Clock), "sgk_ab", RandomNumberGenerator.GetBytes(32), Clock.GetUtcNow().AddDays(30), "check", []);

    private static NewSkillClient NewClient() => new(Id<SkillClient>.New(Clock), "client_secret", "sgs_ab", RandomNumberGenerator.GetBytes(32), null, Clock.GetUtcNow().AddDays(30));
}
