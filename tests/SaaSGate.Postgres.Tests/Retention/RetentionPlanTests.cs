using System.Text;
using Microsoft.Extensions.Time.Testing;
using SaaSGate.Contracts.Billing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Billing;
using SaaSGate.Postgres.Recording;
using SaaSGate.Postgres.Retention;
using SaaSGate.Postgres.Tests.Recording;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Retention;

/// <summary>Plans that keep bodies for a number of days at most: Free keeps 7, the organisation says 30.</summary>
public sealed class RetentionPlanTests(Database database) : IClassFixture<Database>
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private static readonly Actor Somebody = new("usr_x", "Somebody");

    private readonly FakeTimeProvider _clock = new(Now);

    // What is old here is what it says: no clock was behind.
    private readonly RecordIngest _ingest = new(database.Tenants, TimeProvider.System) { MostBehind = TimeSpan.FromDays(1000) };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RetentionWork Work => new(database.Platform, new(database.Tenants, _clock), new(database.Tenants, _clock), _clock);

    [Fact]
    public async Task What_begins_under_a_plan_goes_after_its_days_and_what_began_before_is_kept_as_promised()
    {
        var tenant = await TestTenant.AddAsync(database);
        await ChangeAsync(tenant, (-20, "free", 7));
        var spool = new Spool(tenant);
        Exchange(spool, Now.AddDays(-31), "before-31");
        Exchange(spool, Now.AddDays(-21), "before-21");
        Exchange(spool, Now.AddDays(-19), "under-19");
        Exchange(spool, Now.AddDays(-6), "under-6");
        await _ingest.IngestAsync(spool.Batch(), Cancel);

        var report = await LineAsync(tenant, "bodies");
        Assert.Equal((7, true), (report.Days, report.Late));
        Assert.Equal(Now.AddDays(-19), report.Oldest!.Value, TimeSpan.FromSeconds(1));
        await SweepAsync(tenant);
        Assert.Equal("before-21 under-6", await KeptAsync(tenant));
        Assert.Contains("The plan free keeps bodies for 7 days.", await NotesAsync(tenant), StringComparison.Ordinal);
        Assert.Contains("Bodies are kept for 30 days.", await NotesAsync(tenant), StringComparison.Ordinal);

        // What is known of them stays as long as the organisation says.
        Assert.Equal(4L, await tenant.PeekAsync<long>("select count(*) from tenant.exchanges where organisation_id = $1"));
        report = await LineAsync(tenant, "bodies");
        Assert.Equal((7, false), (report.Days, report.Late));
        _clock.Advance(TimeSpan.FromDays(2));
        await SweepAsync(tenant);
        Assert.Equal("before-21", await KeptAsync(tenant));
        report = await LineAsync(tenant, "bodies");
        Assert.Equal((30, false), (report.Days, report.Late));
    }

    [Fact]
    public async Task A_smaller_plan_takes_nothing_that_a_larger_one_promised_and_a_larger_one_keeps_all_that_is_there()
    {
        var tenant = await TestTenant.AddAsync(database);
        await ChangeAsync(tenant, (-28, "free", 7), (-26, "team", 20), (-14, "free", 7), (-12, "tiny", 3));
        var spool = new Spool(tenant);
        foreach (var days in new[] { 27, 21, 15, 13, 8, 4, 2 })
            Exchange(spool, Now.AddDays(-days), $"d{days}");
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        await SweepAsync(tenant);
        Assert.Equal("d15 d2", await KeptAsync(tenant));

        // Again larger: what is there stays, also what began while it was smaller.
        await ChangeAsync(tenant, (-1, "team", 20));
        _clock.Advance(TimeSpan.FromDays(4));
        await SweepAsync(tenant);
        Assert.Equal("d15 d2", await KeptAsync(tenant));
        _clock.Advance(TimeSpan.FromDays(15));
        await SweepAsync(tenant);
        Assert.Equal("", await KeptAsync(tenant));
    }

    [Fact]
    public async Task The_shortest_of_the_organisations_rule_and_the_plan_counts_and_a_hold_wins()
    {
        var tenant = await TestTenant.AddAsync(database);
        await tenant.PeekAsync<object>("update tenant.skills set labels = '{brief}' where organisation_id = $1");
        var store = new RetentionStore(database.Tenants, _clock);
        await ChangeAsync(tenant, (-100, "free", 7));
        var rules = (await store.UpdateAsync(tenant.Organisation, 0, await store.GetAsync(tenant.Organisation, Cancel) with { Labels = [new("brief", 3, 90, 365)] }, Somebody, Cancel))!;
        Assert.Equal(("free", 7), (rules.Plan, rules.PlanDays));
        var spool = new Spool(tenant);
        Exchange(spool, Now.AddDays(-8), "d8");
        Exchange(spool, Now.AddDays(-4), "d4");
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        Assert.Equal(2, (await store.PreviewAsync(tenant.Organisation, rules, Somebody, Cancel)).Bodies);
        Assert.Equal(1, (await store.PreviewAsync(tenant.Organisation, rules with { Labels = [new("brief", 300, 300, 365)] }, Somebody, Cancel)).Bodies);

        var hold = await new LegalHoldStore(database.Tenants, _clock).CreateAsync(
            tenant.Organisation, Id<RetentionHold>.New(_clock), "skill", tenant.Skill.Value, "A court asks", Somebody, Cancel);
        await SweepAsync(tenant);
        Assert.Equal("d8 d4", await KeptAsync(tenant));
        Assert.False((await LineAsync(tenant, "bodies")).Late);
        await new LegalHoldStore(database.Tenants, _clock).LiftAsync(tenant.Organisation, hold!.Id, "The court is done", Somebody, Cancel);
        await SweepAsync(tenant);
        Assert.Equal("", await KeptAsync(tenant));
        Assert.Contains("Bodies of skills with the label brief are kept for 3 days.", await NotesAsync(tenant), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_reviewers_saw_and_what_was_put_aside_go_with_the_plan_too()
    {
        var tenant = await TestTenant.AddAsync(database);
        await ChangeAsync(tenant, (-20, "free", 7));
        foreach (var days in new[] { 25, 15, 5 })
        {
            await tenant.PeekAsync<object>(
                $"""
                insert into tenant.approvals (organisation_id, id, exchange_id, session_id, skill_id, skill_name, owner_user_id, gateway_id, rule, policy_id, policy_version, severity, digest,
                    view_digest, view, summary, state, created_at, expires_at)
                select $1, 'apr_{days}' || $1, 'exc', 'ses', id, 'triage', owner_user_id, 'gtw', 'r', 'pol', 1, 'low', '{days}'::bytea, '', 'seen', 's', 'denied', now() - interval '{days} days', now()
                from tenant.skills where organisation_id = $1
                """);
            await tenant.PeekAsync<object>(
                $"""
                insert into platform.quarantine (organisation_id, gateway_id, spool_id, first_sequence, last_sequence, records, code, at)
                values ($1, 'g', 's', {days}, {days}, '{"{}"}', 'orphan', now() - interval '{days} days')
                """);
        }

        foreach (var kind in new[] { "approvals", "quarantine" })
            Assert.Equal((7, true), ((await LineAsync(tenant, kind)).Days, (await LineAsync(tenant, kind)).Late));
        await SweepAsync(tenant);
        Assert.Equal("25,5", await tenant.PeekAsync<string>(
            "select string_agg(date_part('day', now() - created_at)::text, ',' order by created_at) from tenant.approvals where organisation_id = $1 and view <> '{}'::bytea"));
        Assert.Equal("25,5", await tenant.PeekAsync<string>("select string_agg(first_sequence::text, ',' order by at) from platform.quarantine where organisation_id = $1"));
        foreach (var kind in new[] { "approvals", "quarantine" })
            Assert.Equal((7, false), ((await LineAsync(tenant, kind)).Days, (await LineAsync(tenant, kind)).Late));
    }

    [Fact]
    public async Task Whoever_changes_what_a_plan_allows_notes_what_it_promised_and_without_a_plan_nothing_changes()
    {
        var tenant = await TestTenant.AddAsync(database);
        var accounts = new BillingStore(database.Tenants, database.Platform, TimeProvider.System);
        Assert.Null((await new RetentionStore(database.Tenants, _clock).GetAsync(tenant.Organisation, Cancel)).PlanDays);
        await accounts.BeginAsync(tenant.Organisation, new PlanLimits(2, 1, 3, 7), Cancel);
        await accounts.BeginAsync(tenant.Organisation, new PlanLimits(3, 1, 3, 7), Cancel);
        Assert.Equal("7 free", await PromisedAsync(tenant));
        Assert.Equal(7, (await new RetentionStore(database.Tenants, _clock).GetAsync(tenant.Organisation, Cancel)).PlanDays);
        await accounts.EndAsync(tenant.Organisation, Cancel);
        Assert.Equal("7 free, none", await PromisedAsync(tenant));

        var spool = new Spool(tenant);
        Exchange(spool, Now.AddDays(-29), "d29");
        Exchange(spool, Now.AddDays(-31), "d31");
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        await SweepAsync(tenant);
        Assert.Equal("d29", await KeptAsync(tenant));
    }

    private static Task<string?> PromisedAsync(TestTenant tenant) => tenant.PeekAsync<string>(
        "select string_agg(coalesce(days || ' ' || plan, 'none'), ', ' order by since) from tenant.plan_recordings where organisation_id = $1");

    /// <summary>Makes it as if plans had changed so many days ago; the last is in force.</summary>
    private static async Task ChangeAsync(TestTenant tenant, params (int Days, string Plan, int Keeps)[] changes)
    {
        foreach (var (days, plan, keeps) in changes)
        {
            await tenant.PeekAsync<object>(
                """
                insert into tenant.plan_limits (organisation_id, plan, recording_days) values ($1, $2, $3)
                on conflict (organisation_id) do update set plan = excluded.plan, recording_days = excluded.recording_days
                """, plan, keeps);
            await tenant.PeekAsync<object>(
                "update tenant.plan_recordings set since = $2 where organisation_id = $1 and since = (select max(since) from tenant.plan_recordings where organisation_id = $1)", Now.AddDays(days));
        }
    }

    private async Task SweepAsync(TestTenant tenant) => Assert.True(await Work.RunAsync(tenant.Organisation, TimeSpan.MaxValue, Cancel));

    private async Task<RetentionReportLine> LineAsync(TestTenant tenant, string kind) =>
        (await new RetentionReportStore(database.Tenants, _clock).ReadAsync(tenant.Organisation, Cancel)).Single(line => line.Kind == kind);

    private static async Task<string> KeptAsync(TestTenant tenant) => await tenant.PeekAsync<string>(
        """
        select string_agg(s.name, ' ' order by e.started_at) from tenant.exchanges e join tenant.sessions s on s.organisation_id = e.organisation_id and s.id = e.session_id
        where e.organisation_id = $1 and not e.bodies_gone
        """) ?? "";

    private static async Task<string> NotesAsync(TestTenant tenant) => Encoding.UTF8.GetString((await tenant.PeekAsync<byte[]>(
        "select string_agg(body, ' ') from tenant.session_records where organisation_id = $1 and kind = 'deletion'"))!);

    private static void Exchange(Spool spool, DateTimeOffset at, string session)
    {
        var exchange = spool.Start(spool.NewSession(), [session], started => started.SessionName = session, at);
        spool.Respond(exchange);
        spool.Chunk(exchange, "answer");
        spool.End(exchange, at: at.AddSeconds(1));
    }
}
