using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Identity;
using SaaSGate.Postgres.Offboarding;
using SaaSGate.Postgres.Organisations;
using SaaSGate.Postgres.Regions;
using SaaSGate.Postgres.Tests.Approvals;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Offboarding;

public sealed class OffboardingStoreTests(Database database) : IClassFixture<Database>
{
    private static readonly Actor Directory = new("tok_directory", "Directory");
    private static readonly OffboardingCause Deactivated = new(OffboardingKinds.ScimDeactivated, "Okta", null);
    private readonly OffboardingStore _store = new(database.Tenants, TimeProvider.System);
    private readonly OffboardingReports _reports = new(database.Tenants, TimeProvider.System);
    private readonly MemberStore _members = new(database.Tenants, TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ends_everything_that_a_person_answers_for()
    {
        var tenant = await TestTenant.AddAsync(database);
        var (person, other) = (tenant.Owner.Value, await tenant.AddMemberAsync("admin"));
        var holds = new Holds(database);
        var hold = Holds.Of(tenant);
        await holds.Store.HoldAsync(hold, Cancel);
        await tenant.PeekAsync<object>("insert into tenant.api_tokens (organisation_id, id, name, hash, scopes, created_by, expires_at) values ($1, 'tok_a', 'ci', sha256($1::bytea), '{read}', $2, now() + interval '1 day')", person);
        await tenant.PeekAsync<object>("insert into tenant.reviewer_groups (organisation_id, id, name, created_at, created_by) values ($1, 'grp_a', 'on-call', now(), $2)", person);
        await tenant.PeekAsync<object>("insert into tenant.reviewer_group_members (organisation_id, group_id, member_id) values ($1, 'grp_a', $2)", person);
        await tenant.PeekAsync<object>("insert into tenant.push_subscriptions (organisation_id, id, user_id, endpoint_hash, sealed, created_at) values ($1, 'psh_a', $2, '', '', now())", person);
        await tenant.PeekAsync<object>("insert into tenant.sessions (organisation_id, id, skill_id, skill_name, owner_user_id, started_at, last_at, open_exchanges) values ($1, 'ses_a', $2, 'triage', $3, now(), now(), 2)", tenant.Skill.Value, person);

        var result = await _store.OffboardAsync(tenant.Organisation, person, Deactivated, Directory, Cancel);
        Assert.True(result!.Began);
        var report = result.Report;
        Assert.Equal([new(tenant.Skill.Value, "triage", "revoked", 2, null)], report.Skills);
        Assert.Equal(tenant.SkillKey.Value, Assert.Single(report.Keys).Id);
        Assert.Equal([new("tok_a", "ci", null)], report.Tokens);
        Assert.Equal("on-call", Assert.Single(report.ReviewerGroups).Name);
        Assert.Equal(1, report.Approvals);
        Assert.Equal([new("reviewer_group", "grp_a", "on-call")], report.Needs);

        Assert.Equal("revoked", await tenant.PeekAsync<string>("select status from tenant.skills where organisation_id = $1"));
        Assert.True(await tenant.PeekAsync<bool>("select bool_and(revoked_at is not null) from tenant.skill_keys where organisation_id = $1"));
        Assert.True(await tenant.PeekAsync<bool>("select bool_and(revoked_at is not null) from tenant.api_tokens where organisation_id = $1"));
        Assert.Equal(0, await tenant.PeekAsync<long>("select count(*) from tenant.reviewer_group_members where organisation_id = $1"));
        Assert.Equal(0, await tenant.PeekAsync<long>("select count(*) from tenant.push_subscriptions where organisation_id = $1"));
        Assert.Equal("cancelled", await tenant.PeekAsync<string>("select state from platform.decision_log where organisation_id = $1"));
        var gone = (await _members.FindAsync(tenant.Organisation, person, Cancel))!;
        Assert.Equal(("inactive", 0, false), (gone.Status, gone.Roles.Count, gone.MayOwn));
        Assert.Equal("active", (await _members.FindAsync(tenant.Organisation, other.Value, Cancel))!.Status);
        Assert.Equal("person.offboarded", await tenant.PeekAsync<string>("select action from tenant.audit_log where organisation_id = $1 and target = $2", person));
    }

    [Fact]
    public async Task The_person_is_stopped_before_anything_else_in_the_log()
    {
        var tenant = await TestTenant.AddAsync(database);
        await _store.OffboardAsync(tenant.Organisation, tenant.Owner.Value, Deactivated, Directory, Cancel);
        Assert.Equal($"person:{tenant.Owner.Value},credential:{tenant.SkillKey.Value}", await tenant.PeekAsync<string>(
            "select string_agg(kind || ':' || target_id, ',' order by position) from platform.stop_log where organisation_id = $1 and not lifted"));
        Assert.Equal(1, await tenant.PeekAsync<long>("select count(*) from platform.view_log where organisation_id = $1"));
    }

    [Fact]
    public async Task A_second_word_adds_itself_and_nothing_else()
    {
        var tenant = await TestTenant.AddAsync(database);
        var first = await _store.OffboardAsync(tenant.Organisation, tenant.Owner.Value, Deactivated, Directory, Cancel);
        var second = await _store.OffboardAsync(tenant.Organisation, tenant.Owner.Value, new(OffboardingKinds.ScimDeleted, "Entra ID", "30 days later"), Directory, Cancel);
        Assert.Equal((first!.Id, false), (second!.Id, second.Began));
        Assert.Empty(second.Feeds);
        Assert.Equal(1, await tenant.PeekAsync<long>("select count(*) from platform.stop_log where organisation_id = $1 and kind = 'person'"));

        var view = Assert.Single(await _reports.ListAsync(tenant.Organisation, null, 10, Cancel));
        Assert.Equal(["scim_deactivated", "scim_deleted"], view.Causes.Select(cause => cause.Kind));
        Assert.Equal(("left", "triage"), (view.State, view.Report.Skills[0].Name));
    }

    [Fact]
    public async Task Many_words_push_each_other_out_but_the_first_stays()
    {
        var tenant = await TestTenant.AddAsync(database);
        for (var i = 0; i < OffboardingStore.MostCauses + 3; i++)
            await _store.OffboardAsync(tenant.Organisation, tenant.Owner.Value, new(OffboardingKinds.HrWebhook, "hr", $"{i}"), Directory, Cancel);
        var causes = (await _reports.ListAsync(tenant.Organisation, null, 1, Cancel))[0].Causes;
        Assert.Equal((OffboardingStore.MostCauses, "0", $"{OffboardingStore.MostCauses + 2}"), (causes.Count, causes[0].Detail, causes[^1].Detail));
    }

    [Fact]
    public async Task What_became_theirs_since_ends_with_the_next_word()
    {
        var tenant = await TestTenant.AddAsync(database);
        await _store.OffboardAsync(tenant.Organisation, tenant.Owner.Value, Deactivated, Directory, Cancel);
        await tenant.PeekAsync<object>("update tenant.skills set status = 'active' where organisation_id = $1");
        var again = await _store.OffboardAsync(tenant.Organisation, tenant.Owner.Value, Deactivated, Directory, Cancel);
        Assert.Single(again!.Report.Skills);
        Assert.Equal("revoked", await tenant.PeekAsync<string>("select status from tenant.skills where organisation_id = $1"));
    }

    [Fact]
    public async Task Suspends_where_the_rule_says_so()
    {
        var tenant = await TestTenant.AddAsync(database);
        Assert.True(await _reports.SaveRuleAsync(tenant.Organisation, 0, "suspend", null, Directory, Cancel));
        var report = (await _store.OffboardAsync(tenant.Organisation, tenant.Owner.Value, Deactivated, Directory, Cancel))!.Report;
        Assert.Equal("suspended", Assert.Single(report.Skills).Outcome);
        Assert.Contains(new("skill", tenant.Skill.Value, "triage"), report.Needs);
        Assert.Single(report.Keys);
    }

    [Fact]
    public async Task A_successor_gets_the_skills_and_no_key_that_the_leaver_knows()
    {
        var tenant = await TestTenant.AddAsync(database);
        var successor = await tenant.AddMemberAsync("responder");
        Assert.True(await _reports.SaveRuleAsync(tenant.Organisation, 0, "reassign", successor.Value, Directory, Cancel));
        var report = (await _store.OffboardAsync(tenant.Organisation, tenant.Owner.Value, Deactivated, Directory, Cancel))!.Report;
        Assert.Equal(("reassigned", successor.Value), (report.Skills[0].Outcome, report.Skills[0].NewOwner!.Id));
        Assert.Equal("active:" + successor.Value, await tenant.PeekAsync<string>("select status || ':' || owner_user_id from tenant.skills where organisation_id = $1"));
        Assert.True(await tenant.PeekAsync<bool>("select bool_and(revoked_at is not null) from tenant.skill_keys where organisation_id = $1"));
        Assert.Contains(new("skill_key", tenant.Skill.Value, "triage"), report.Needs);
    }

    [Fact]
    public async Task A_successor_who_has_left_gets_nothing()
    {
        var tenant = await TestTenant.AddAsync(database);
        var successor = await tenant.AddMemberAsync("responder");
        await _reports.SaveRuleAsync(tenant.Organisation, 0, "reassign", successor.Value, Directory, Cancel);
        await _store.OffboardAsync(tenant.Organisation, successor.Value, Deactivated, Directory, Cancel);
        var report = (await _store.OffboardAsync(tenant.Organisation, tenant.Owner.Value, Deactivated, Directory, Cancel))!.Report;
        Assert.Equal("suspended", report.Skills[0].Outcome);
        Assert.Contains(report.Needs, need => need.Kind == "successor");
    }

    [Fact]
    public async Task Coming_back_brings_the_person_and_not_the_skills()
    {
        var tenant = await TestTenant.AddAsync(database);
        await _store.OffboardAsync(tenant.Organisation, tenant.Owner.Value, Deactivated, Directory, Cancel);
        Assert.NotNull(await _store.ReturnAsync(tenant.Organisation, tenant.Owner.Value, Directory, Cancel));
        Assert.Null(await _store.ReturnAsync(tenant.Organisation, tenant.Owner.Value, Directory, Cancel));

        var back = (await _members.FindAsync(tenant.Organisation, tenant.Owner.Value, Cancel))!;
        Assert.Equal(("active", "admin"), (back.Status, Assert.Single(back.Roles)));
        Assert.Equal("revoked", await tenant.PeekAsync<string>("select status from tenant.skills where organisation_id = $1"));
        Assert.Equal("credential", await tenant.PeekAsync<string>(
            "select string_agg(s.kind, ',') from platform.stop_log s where s.organisation_id = $1 and not exists (select from platform.stop_log l where l.lock_id = s.lock_id and l.lifted)"));
        Assert.Equal("returned", (await _reports.ListAsync(tenant.Organisation, null, 1, Cancel))[0].State);
    }

    [Fact]
    public async Task A_lock_that_somebody_else_put_on_them_stays_when_they_come_back()
    {
        var tenant = await TestTenant.AddAsync(database);
        await new StopStore(database.Tenants, TimeProvider.System).AddLockAsync(new(tenant.Organisation, StopKind.Person, tenant.Owner.Value), "an inquiry", Directory, Cancel);
        await _store.OffboardAsync(tenant.Organisation, tenant.Owner.Value, Deactivated, Directory, Cancel);
        await _store.ReturnAsync(tenant.Organisation, tenant.Owner.Value, Directory, Cancel);
        Assert.Equal("an inquiry", await tenant.PeekAsync<string>("select reason from tenant.locks where organisation_id = $1 and kind = 'person' and lifted_at is null"));
    }

    [Fact]
    public async Task The_stop_of_a_leaving_is_lifted_by_nobodys_hand()
    {
        var tenant = await TestTenant.AddAsync(database);
        var person = tenant.Owner.Value;
        await _store.OffboardAsync(tenant.Organisation, person, Deactivated, Directory, Cancel);
        var stops = new StopStore(database.Tenants, TimeProvider.System);
        var target = new StopTarget(tenant.Organisation, StopKind.Person, person);
        await stops.AddLockAsync(target, "by hand", Directory, Cancel);
        Assert.Single((await stops.LiftLocksAsync(target, Directory, Cancel)).LockIds);
        Assert.Equal(1, await tenant.PeekAsync<long>("select count(*) from tenant.locks where organisation_id = $1 and target_id = $2 and lifted_at is null", person));
        await _store.ReturnAsync(tenant.Organisation, person, Directory, Cancel);
        Assert.Equal(0, await tenant.PeekAsync<long>("select count(*) from tenant.locks where organisation_id = $1 and target_id = $2 and lifted_at is null", person));
    }

    [Fact]
    public async Task Who_leaves_again_leaves_with_a_report_of_its_own()
    {
        var tenant = await TestTenant.AddAsync(database);
        var first = await _store.OffboardAsync(tenant.Organisation, tenant.Owner.Value, Deactivated, Directory, Cancel);
        await _store.ReturnAsync(tenant.Organisation, tenant.Owner.Value, Directory, Cancel);
        var second = await _store.OffboardAsync(tenant.Organisation, tenant.Owner.Value, Deactivated, Directory, Cancel);
        Assert.True(second!.Began);
        Assert.NotEqual(first!.Id, second.Id);
        Assert.Equal("admin", await tenant.PeekAsync<string>("select roles_then[1] from tenant.members where organisation_id = $1 and user_id = $2", tenant.Owner.Value));
    }

    [Fact]
    public async Task Roles_given_to_somebody_inactive_wait_for_them()
    {
        var tenant = await TestTenant.AddAsync(database);
        await _store.OffboardAsync(tenant.Organisation, tenant.Owner.Value, Deactivated, Directory, Cancel);
        await _members.SaveAsync(tenant.Organisation, new(tenant.Owner.Value, "Olga Owner", "olga@example.com", ["reviewer"]), Directory, Cancel);
        Assert.Empty((await _members.FindAsync(tenant.Organisation, tenant.Owner.Value, Cancel))!.Roles);
        await _store.ReturnAsync(tenant.Organisation, tenant.Owner.Value, Directory, Cancel);
        Assert.Equal(["reviewer"], (await _members.FindAsync(tenant.Organisation, tenant.Owner.Value, Cancel))!.Roles);
    }

    [Fact]
    public async Task Nobody_is_offboarded_from_an_organisation_that_they_are_not_in()
    {
        var (tenant, other) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        Assert.Null(await _store.OffboardAsync(other.Organisation, tenant.Owner.Value, Deactivated, Directory, Cancel));
        Assert.Null(await _store.ReturnAsync(other.Organisation, tenant.Owner.Value, Directory, Cancel));
        Assert.False(await _store.SignOutAsync(other.Organisation, tenant.Owner.Value, Deactivated, Directory, Cancel));
        Assert.Equal("active", await tenant.PeekAsync<string>("select status from tenant.skills where organisation_id = $1"));
    }

    [Fact]
    public async Task Who_belongs_to_two_organisations_leaves_one()
    {
        var (tenant, other) = (await TestTenant.AddAsync(database), await TestTenant.AddAsync(database));
        await other.PeekAsync<object>("insert into tenant.members (organisation_id, user_id, display_name, email, roles) values ($1, $2, 'Olga', 'o@example.com', '{reviewer}')", tenant.Owner.Value);
        await _store.OffboardAsync(tenant.Organisation, tenant.Owner.Value, Deactivated, Directory, Cancel);
        Assert.Equal(["reviewer"], (await _members.FindAsync(other.Organisation, tenant.Owner.Value, Cancel))!.Roles);
    }

    [Fact]
    public async Task Two_words_at_once_make_one_leaving()
    {
        var tenant = await TestTenant.AddAsync(database);
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _store.OffboardAsync(tenant.Organisation, tenant.Owner.Value, Deactivated, Directory, Cancel)));
        Assert.Single(results, result => result!.Began);
        Assert.Single(results.Select(result => result!.Id).Distinct());
    }

    [Fact]
    public async Task The_report_counts_what_the_skills_had_seen_without_a_value()
    {
        var tenant = await TestTenant.AddAsync(database);
        await tenant.PeekAsync<object>("insert into tenant.sessions (organisation_id, id, skill_id, skill_name, owner_user_id, started_at, last_at) values ($1, 'ses_e', $2, 'triage', $3, now(), now())", tenant.Skill.Value, tenant.Owner.Value);
        await tenant.PeekAsync<object>(
            """
            insert into tenant.exchanges (organisation_id, id, started_at, session_id, skill_id, owner_user_id, connection_id, gateway_id, region_id, method, path, streaming, request_bytes,
                decision, salt, request_commitment, outcome, ended_at)
            values ($1, 'exc_e', date_trunc('second', now()), 'ses_e', $2, 'usr_x', 'con_x', 'gtw_x', 'reg_x', 'POST', '/v1/messages', true, 1, 'allow', '', '', 'cut', now() + interval '1 minute')
            """, tenant.Skill.Value);
        await tenant.PeekAsync<object>(
            """
            insert into tenant.findings (organisation_id, exchange_id, started_at, direction, ordinal, type, detector, location, span_start, span_end, score, label)
            select $1, e.id, e.started_at, 'request', n, 'EMAIL', 'd', 'l', 0, 1, 1, '[EMAIL_' || n / 2 || ']'
            from tenant.exchanges e, generate_series(0, 3) n where e.organisation_id = $1 and e.id = 'exc_e'
            """);
        await tenant.PeekAsync<object>("insert into tenant.exchange_destinations (organisation_id, session_id, exchange_id, host, tool, at) values ($1, 'ses_e', 'exc_e', 'crm.example', 't', now())");
        var result = await _store.OffboardAsync(tenant.Organisation, tenant.Owner.Value, Deactivated, Directory, Cancel);
        await _reports.CompleteAsync(tenant.Organisation, result!.Id, 2, Cancel);

        var view = (await _reports.FindAsync(tenant.Organisation, Id<Contracts.Ids.Offboarding>.Parse(result.Id), Cancel))!;
        Assert.Equal((2, 1, 1), (view.SignIns, view.StreamsCut, view.Exposure!.Sessions));
        Assert.Equal([new("EMAIL", 4, 2)], view.Exposure.Types);
        Assert.Equal(["crm.example"], view.Exposure.Destinations);
    }

    [Fact]
    public async Task A_rule_changes_where_it_still_is_what_the_author_read()
    {
        var tenant = await TestTenant.AddAsync(database);
        Assert.Equal(OffboardingRule.Default, await _reports.FindRuleAsync(tenant.Organisation, Cancel));
        Assert.False(await _reports.SaveRuleAsync(tenant.Organisation, 3, "suspend", null, Directory, Cancel));
        Assert.True(await _reports.SaveRuleAsync(tenant.Organisation, 0, "suspend", null, Directory, Cancel));
        Assert.False(await _reports.SaveRuleAsync(tenant.Organisation, 0, "revoke", null, Directory, Cancel));
        Assert.True(await _reports.SaveRuleAsync(tenant.Organisation, 1, "revoke", null, Directory, Cancel));
        Assert.Equal(("revoke", 2L), ((await _reports.FindRuleAsync(tenant.Organisation, Cancel)).OnLeaving, (await _reports.FindRuleAsync(tenant.Organisation, Cancel)).Version));
    }

    [Fact]
    public async Task A_token_of_the_directory_outlives_its_maker_marked()
    {
        var tenant = await TestTenant.AddAsync(database);
        var tokens = new ApiTokenStore(database.Tenants, TimeProvider.System);
        var maker = new Actor(tenant.Owner.Value, "Olga");
        byte[] directory = [1], other = [2];
        await tokens.CreateAsync(tenant.Organisation, new("tok_d", "directory", ["scim"]), directory, TimeProvider.System.GetUtcNow().AddDays(1), maker, Cancel);
        await tokens.CreateAsync(tenant.Organisation, new("tok_o", "other", ["scim", "manage"]), other, TimeProvider.System.GetUtcNow().AddDays(1), maker, Cancel);
        Assert.False((await tokens.FindLiveAsync(tenant.Organisation, directory, Cancel))!.MakerHasLeft);

        var report = (await _store.OffboardAsync(tenant.Organisation, tenant.Owner.Value, Deactivated, Directory, Cancel))!.Report;
        Assert.True((await tokens.FindLiveAsync(tenant.Organisation, directory, Cancel))!.MakerHasLeft);
        Assert.Null(await tokens.FindLiveAsync(tenant.Organisation, other, Cancel));
        Assert.Contains(new("scim_token", "tok_d", "directory"), report.Needs);
        Assert.Contains(report.Needs, need => need.Kind == "admin");
    }
}
