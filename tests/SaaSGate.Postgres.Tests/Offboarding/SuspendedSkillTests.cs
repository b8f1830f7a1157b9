using System.Security.Cryptography;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Offboarding;
using SaaSGate.Postgres.Regions;
using SaaSGate.Postgres.Skills;
using SaaSGate.Postgres.Tokens;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Offboarding;

/// <summary>What a leaving does to a skill that was suspended before, and what may become of one that it suspends.</summary>
public sealed class SuspendedSkillTests(Database database) : IClassFixture<Database>
{
    private static readonly TimeProvider Clock = TimeProvider.System;
    private static readonly Actor Directory = new("tok_directory", "Directory");
    private static readonly OffboardingCause Deactivated = new(OffboardingKinds.ScimDeactivated, "Okta", null);

    private readonly StopStore _stops = new(database.Tenants, Clock);
    private readonly SkillStore _skills = new(database.Tenants, Clock);
    private readonly OffboardingStore _offboardings = new(database.Tenants, Clock);
    private readonly OffboardingReports _reports = new(database.Tenants, Clock);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_of_a_skill_that_was_suspended_before_end_as_all_do()
    {
        var tenant = await TestTenant.AddAsync(database);
        var heir = await tenant.AddMemberAsync("admin");
        var client = Id<SkillClient>.New(Clock);
        await new SkillClientStore(database.Tenants, _stops, Clock).CreateAsync(
            tenant.Organisation, tenant.Skill, new(client, "client_secret", "sgs_ab", RandomNumberGenerator.GetBytes(32), null, Clock.GetUtcNow().AddDays(365)), Of(tenant.Owner), Cancel);
        await RuleAsync(tenant, "suspend");
        await LetUnconfirmedAsync(tenant);

        var report = await LeaveAsync(tenant);
        Assert.Equal(new[] { tenant.SkillKey.Value, client.Value }.Order(), report.Keys.Select(key => key.Id).Order());
        Assert.All(report.Keys, key => Assert.Equal(tenant.Skill.Value, key.SkillId));
        Assert.Equal(2, await tenant.PeekAsync<long>("select count(*) from platform.stop_log where organisation_id = $1 and kind = 'credential' and not lifted"));
        Assert.Equal(0, await tenant.PeekAsync<long>("select count(*) from platform.oidc_applications where client_id = $2 and $1 <> ''", client.Value));
        Assert.Empty((await LeaveAsync(tenant)).Keys);

        // Another makes it go on: no key of the leaver goes on with it.
        await GiveAsync(tenant, heir);
        Assert.NotNull(await ConfirmAsync(tenant, heir));
        var live = Assert.Single((await new TenantViewStore(database.Platform, database.Tenants).ReadAsync(tenant.Organisation, "reg_x", Cancel))!.Skills);
        Assert.Equal((0, 0), (live.Keys.Count, live.Clients.Count));
    }

    [Fact]
    public async Task One_that_a_leaving_revokes_while_it_waits_for_a_confirmation_is_over_for_who_comes_back_and_for_who_gets_it()
    {
        var tenant = await TestTenant.AddAsync(database);
        var heir = await tenant.AddMemberAsync("admin");
        await LetUnconfirmedAsync(tenant);
        Assert.Equal("revoked", Assert.Single((await LeaveAsync(tenant)).Skills).Outcome);

        await _offboardings.ReturnAsync(tenant.Organisation, tenant.Owner.Value, Directory, Cancel);
        Assert.Null(await ConfirmAsync(tenant, tenant.Owner));
        await GiveAsync(tenant, heir);
        Assert.Null(await ConfirmAsync(tenant, heir));
        Assert.Equal("revoked", await StatusAsync(tenant));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_a_leaving_suspends_goes_on_when_another_owner_confirms_it(bool unconfirmed)
    {
        var tenant = await TestTenant.AddAsync(database);
        var (heir, other) = (await tenant.AddMemberAsync("admin"), await tenant.AddMemberAsync("admin"));
        await RuleAsync(tenant, "suspend");
        if (unconfirmed)
            await LetUnconfirmedAsync(tenant);
        var report = await LeaveAsync(tenant);
        Assert.Equal("suspended", Assert.Single(report.Skills).Outcome);
        Assert.Contains(new("skill", tenant.Skill.Value, "triage"), report.Needs);
        Assert.Empty((await LeaveAsync(tenant)).Skills);

        // The leaver does not take it up again, here or come back; nor does who does not own it.
        Assert.Null(await ConfirmAsync(tenant, tenant.Owner));
        await _offboardings.ReturnAsync(tenant.Organisation, tenant.Owner.Value, Directory, Cancel);
        Assert.Null(await ConfirmAsync(tenant, tenant.Owner));
        Assert.Null(await ConfirmAsync(tenant, heir));
        await GiveAsync(tenant, heir);
        Assert.Equal((tenant.Owner.Value, "suspended"), await LeftAsync(tenant));
        Assert.Null(await ConfirmAsync(tenant, other));

        // Who got it and leaves without having taken it up leaves it again, and the next one takes it up.
        var again = (await _offboardings.OffboardAsync(tenant.Organisation, heir.Value, Deactivated, Directory, Cancel))!.Report;
        Assert.Equal("suspended", Assert.Single(again.Skills).Outcome);
        Assert.Equal((heir.Value, "suspended"), await LeftAsync(tenant));
        await GiveAsync(tenant, other);
        var views = await tenant.PeekAsync<long>("select count(*) from platform.view_log where organisation_id = $1");
        var skill = (await ConfirmAsync(tenant, other))!;
        Assert.Equal(("active", false, null), (skill.Status, skill.Stopped, skill.LeftBy));
        Assert.Equal(views + 1, await tenant.PeekAsync<long>("select count(*) from platform.view_log where organisation_id = $1"));
        Assert.Single((await new TenantViewStore(database.Platform, database.Tenants).ReadAsync(tenant.Organisation, "reg_x", Cancel))!.Skills);
    }

    [Fact]
    public async Task One_that_waits_for_another_owner_is_revoked_for_good()
    {
        var tenant = await TestTenant.AddAsync(database);
        var heir = await tenant.AddMemberAsync("admin");
        await RuleAsync(tenant, "suspend");
        await LeaveAsync(tenant);
        await GiveAsync(tenant, heir);
        Assert.NotEmpty((await new SkillRevocationStore(database.Tenants, _stops, Clock).RevokeAsync(tenant.Organisation, tenant.Skill, "Nobody needs it", Directory, Cancel))!);
        Assert.Null(await ConfirmAsync(tenant, heir));
        Assert.Equal((null, "revoked"), await LeftAsync(tenant));
    }

    private async Task<(string? LeftBy, string Status)> LeftAsync(TestTenant tenant)
    {
        var skill = (await _skills.FindAsync(tenant.Organisation, tenant.Skill, Cancel))!;
        return (skill.LeftBy, skill.Status);
    }

    private static Actor Of(Id<User> person) => new(person.Value, "Somebody");

    private Task<bool> RuleAsync(TestTenant tenant, string onLeaving) => _reports.SaveRuleAsync(tenant.Organisation, 0, onLeaving, null, Directory, Cancel);

    private async Task<OffboardingReport> LeaveAsync(TestTenant tenant) =>
        (await _offboardings.OffboardAsync(tenant.Organisation, tenant.Owner.Value, Deactivated, Directory, Cancel))!.Report;

    /// <summary>Nobody confirms the skill, until it is suspended.</summary>
    private async Task LetUnconfirmedAsync(TestTenant tenant)
    {
        await tenant.PeekAsync<object>("update tenant.skills set confirm_by = now() - interval '1 minute', confirm_told = 3 where organisation_id = $1");
        await Confirmations.SeeToAsync(tenant.Organisation, Cancel);
        Assert.Equal("suspended", await StatusAsync(tenant));
    }

    private async Task GiveAsync(TestTenant tenant, Id<User> heir) => Assert.NotNull(await _skills.UpdateAsync(
        tenant.Organisation, tenant.Skill, (await _skills.FindAsync(tenant.Organisation, tenant.Skill, Cancel))!.Version, new(null, null, heir.Value), Directory, Cancel));

    private async Task<SkillView?> ConfirmAsync(TestTenant tenant, Id<User> person) =>
        (await Confirmations.ConfirmAsync(tenant.Organisation, tenant.Skill, [person.Value], Clock.GetUtcNow().AddDays(180), Of(person), Cancel)).Skill;

    private static Task<string?> StatusAsync(TestTenant tenant) => tenant.PeekAsync<string>("select status from tenant.skills where organisation_id = $1");

    private SkillConfirmationStore Confirmations => new(database.Platform, database.Tenants, _stops, Clock);
}
