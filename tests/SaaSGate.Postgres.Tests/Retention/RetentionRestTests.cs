using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Maintenance;
using SaaSGate.Postgres.Recording;
using SaaSGate.Postgres.Retention;
using SaaSGate.Postgres.Tests.Recording;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Retention;

public sealed class RetentionRestTests(Database database) : IClassFixture<Database>
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly FakeTimeProvider _clock = new(Now);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_reviewers_saw_goes_with_bodies_and_the_rest_of_an_approval_with_metadata()
    {
        var tenant = await TestTenant.AddAsync(database);
        var rest = new RetentionRest(database.Tenants, _clock);
        foreach (var (id, state) in new[] { ("apr_ended", "denied"), ("apr_waits", "pending") })
            await tenant.PeekAsync<object>(
                $"""
                insert into tenant.approvals (organisation_id, id, exchange_id, session_id, skill_id, skill_name, owner_user_id, gateway_id, rule, policy_id, policy_version, severity, digest,
                    view_digest, view, summary, destination, places, state, created_at, expires_at)
                select $1, '{id}' || $1, 'exc', 'ses', id, 'triage', owner_user_id, 'gtw', 'r', 'pol', 1, 'low', '{id}'::bytea, '', 'seen-by-reviewers-5513', 'seen-by-reviewers-5513',
                    'seen-by-reviewers-5513', array['seen-by-reviewers-5513'], '{state}', now() - interval '40 days', now() from tenant.skills where organisation_id = $1
                """);
        Assert.Equal(1, await rest.DeleteViewsAsync(tenant.Organisation, 10, Cancel));
        Assert.Equal(0, await rest.DeleteApprovalsAsync(tenant.Organisation, 10, Cancel));
        Assert.Equal("{}|seen-by-reviewers-5513", await tenant.PeekAsync<string>(
            "select string_agg(convert_from(view, 'UTF8'), '|' order by id) from tenant.approvals where organisation_id = $1"));
        Assert.Equal(1L, await tenant.PeekAsync<long>("select count(*) from tenant.approvals a where organisation_id = $1 and to_jsonb(a)::text like '%seen-by-reviewers-5513%'"));
        _clock.SetUtcNow(Now.AddDays(330));
        Assert.Equal(1, await rest.DeleteApprovalsAsync(tenant.Organisation, 10, Cancel));
        Assert.Equal(1L, await tenant.PeekAsync<long>("select count(*) from tenant.approvals where organisation_id = $1"));
    }

    [Fact]
    public async Task Whose_a_batch_was_goes_with_the_exchange_that_made_it_and_where_it_went_with_its_bodies()
    {
        var tenant = await TestTenant.AddAsync(database);
        var (rest, spool) = (new RetentionRest(database.Tenants, _clock), new Spool(tenant));
        var session = spool.NewSession();
        var exchange = spool.SendBatch(session, noted => noted.Places.Add("kept-in-places-4417.example"), Now.AddHours(-26));
        spool.Noted(exchange, "made", "msgbatch_1");
        spool.End(exchange, change: ended => ended.Used.Add(new SeenThing { Kind = "tool", Value = "fetch" }), at: Now.AddHours(-26));
        var young = spool.SendBatch(at: Now.AddHours(-24));
        await new RecordIngest(database.Tenants, TimeProvider.System) { MostBehind = TimeSpan.FromDays(2) }.IngestAsync(spool.Batch(), Cancel);
        await tenant.PeekAsync<object>("insert into tenant.retention (organisation_id, bodies_days, findings_days, metadata_days, updated_at, updated_by) values ($1, 1, 2, 3, now(), 'u')");
        Assert.Equal((0, 0), (await rest.EmptyBatchesAsync(tenant.Organisation, 10, Cancel), await rest.DeleteBatchesAsync(tenant.Organisation, 10, Cancel)));

        var sweep = new RetentionSweep(database.Tenants, _clock);
        Assert.NotNull(await sweep.DeleteBodiesAsync(tenant.Organisation, DateTimeOffset.MinValue, 10, Cancel));
        Assert.Equal((1, 0), (await rest.EmptyBatchesAsync(tenant.Organisation, 10, Cancel), await rest.DeleteBatchesAsync(tenant.Organisation, 10, Cancel)));
        Assert.Empty(await Traces.OfAsync(database, "kept-in-places-4417.example", Cancel));
        Assert.Contains("tenant.message_batches", await Traces.OfAsync(database, exchange, Cancel));

        _clock.SetUtcNow(Now.AddDays(2));
        await tenant.PeekAsync<object>("insert into tenant.legal_holds (organisation_id, id, kind, target_id, reason, created_by, created_at) select $1, 'hld', 'skill', id, '', 'u', now() from tenant.skills where organisation_id = $1");
        Assert.Null(await sweep.DeleteMetadataAsync(tenant.Organisation, DateTimeOffset.MinValue, 10, Cancel));
        Assert.Equal(0, await rest.DeleteBatchesAsync(tenant.Organisation, 10, Cancel));
        var line = (await new RetentionReportStore(database.Tenants, _clock).ReadAsync(tenant.Organisation, Cancel)).Single(line => line.Kind == "batches");
        Assert.True(line is { Oldest: null, OldestHeld: not null, Days: 3, Late: false }, line.ToString());
        await tenant.PeekAsync<object>("delete from tenant.legal_holds where organisation_id = $1");
        Assert.NotNull(await sweep.DeleteMetadataAsync(tenant.Organisation, DateTimeOffset.MinValue, 10, Cancel));
        Assert.Equal(1, await rest.DeleteBatchesAsync(tenant.Organisation, 10, Cancel));
        Assert.Empty(await Traces.OfAsync(database, exchange, Cancel));
        Assert.Equal("fetch", await tenant.PeekAsync<string>("select value from tenant.skill_seen where organisation_id = $1"));
        Assert.Equal(young, await tenant.PeekAsync<string>("select exchange_id from tenant.message_batches where organisation_id = $1"));
    }

    [Theory]
    [InlineData("session", "session_id")]
    [InlineData("skill", "skill_id")]
    [InlineData("person", "owner_user_id")]
    public async Task A_hold_keeps_what_the_audit_log_says_of_sessions_exchanges_and_approvals(string kind, string target)
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        spool.End(spool.Start(spool.NewSession(), ["a"]));
        await new RecordIngest(database.Tenants, TimeProvider.System).IngestAsync(spool.Batch(), Cancel);
        await tenant.PeekAsync<object>(
            """
            insert into tenant.approvals (organisation_id, id, exchange_id, session_id, skill_id, skill_name, owner_user_id, gateway_id, rule, policy_id, policy_version, severity, digest,
                view_digest, view, summary, state, expires_at)
            select $1, 'apr_' || $1, id, session_id, skill_id, '', owner_user_id, 'gtw', 'r', 'pol', 1, 'low', '', '', '', '', 'denied', now() from tenant.exchanges where organisation_id = $1
            """);
        await tenant.PeekAsync<object>(
            """
            insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, at)
            select $1, 'aud_' || row_number() over (order by target) || $1, 'usr_x', 'X', 'a', target, now() - interval '500 days' from (
                select id as target from tenant.exchanges where organisation_id = $1 union all select session_id from tenant.exchanges where organisation_id = $1
                union all select id from tenant.approvals where organisation_id = $1 union all select 'ses_other') t
            """);
        await tenant.PeekAsync<object>(
            $"insert into tenant.legal_holds (organisation_id, id, kind, target_id, reason, created_by, created_at) select $1, 'hld', '{kind}', {target}, '', 'u', now() from tenant.exchanges where organisation_id = $1");
        Assert.Equal(1, await new RetentionRest(database.Tenants, TimeProvider.System).DeleteAuditAsync(tenant.Organisation, 10, Cancel));
        Assert.Equal(3L, await tenant.PeekAsync<long>("select count(*) from tenant.audit_log where organisation_id = $1 and action = 'a'"));
        await tenant.PeekAsync<object>("delete from tenant.legal_holds where organisation_id = $1");
        Assert.Equal(3, await new RetentionRest(database.Tenants, TimeProvider.System).DeleteAuditAsync(tenant.Organisation, 10, Cancel));
    }

    [Fact]
    public async Task Records_that_were_put_aside_go_by_the_longest_rule_unless_something_is_held()
    {
        var tenant = await TestTenant.AddAsync(database);
        var rest = new RetentionRest(database.Tenants, _clock);
        await tenant.PeekAsync<object>("insert into tenant.retention_labels (organisation_id, label, bodies_days, findings_days, metadata_days) values ($1, 'l', 50, 90, 365)");
        await tenant.PeekAsync<object>(
            "insert into platform.quarantine (organisation_id, gateway_id, spool_id, first_sequence, last_sequence, records, code, at) values ($1, 'g', 's', 1, 1, '{}', 'orphan', now() - interval '40 days')");
        Assert.Equal(0, await rest.DeleteQuarantineAsync(tenant.Organisation, 10, Cancel));
        _clock.SetUtcNow(Now.AddDays(11));
        await tenant.PeekAsync<object>("insert into tenant.legal_holds (organisation_id, id, kind, target_id, reason, created_by, created_at) values ($1, 'hld', 'session', 's', '', 'u', now())");
        Assert.Equal(0, await rest.DeleteQuarantineAsync(tenant.Organisation, 10, Cancel));
        var held = (await new RetentionReportStore(database.Tenants, _clock).ReadAsync(tenant.Organisation, Cancel)).Single(line => line.Kind == "quarantine");
        Assert.True(held is { Oldest: null, OldestHeld: not null, Late: false });
        await tenant.PeekAsync<object>("delete from tenant.legal_holds where organisation_id = $1");
        Assert.Equal(1, await rest.DeleteQuarantineAsync(tenant.Organisation, 10, Cancel));
    }

    [Fact]
    public async Task The_audit_log_lets_go_of_what_is_older_than_promised_says_so_and_keeps_what_is_held()
    {
        var tenant = await TestTenant.AddAsync(database);
        var other = await TestTenant.AddAsync(database);
        foreach (var of in new[] { tenant, other })
            await of.PeekAsync<object>(
                """
                insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, at)
                select $1, 'aud_' || lpad(n::text, 3, '0') || $1, 'usr_x', 'X', 'a', case when n = 1 then 'ses_held' else 'ses_free' end, now() - make_interval(days => 405 - n) + interval '1 hour'
                from generate_series(1, 10) n
                """);
        await tenant.PeekAsync<object>("insert into tenant.legal_holds (organisation_id, id, kind, target_id, reason, created_by, created_at) values ($1, 'hld', 'session', 'ses_held', '', 'u', now())");
        var (rest, report) = (new RetentionRest(database.Tenants, TimeProvider.System), new RetentionReportStore(database.Tenants, TimeProvider.System));
        var before = (await report.ReadAsync(tenant.Organisation, Cancel)).Single(line => line.Kind == "audit");
        Assert.True(before is { Days: 400, Late: true, OldestHeld: not null }, before.ToString());

        // In steps; 404 to 401 days old are due, and the oldest is held.
        Assert.Equal(2, await rest.DeleteAuditAsync(tenant.Organisation, 2, Cancel));
        Assert.Equal(1, await rest.DeleteAuditAsync(tenant.Organisation, 2, Cancel));
        Assert.Equal(0, await rest.DeleteAuditAsync(tenant.Organisation, 2, Cancel));
        Assert.Equal(
            "a ses_held; a ses_free; a ses_free; a ses_free; a ses_free; a ses_free; a ses_free; audit.let-go {\"entries\": 2}; audit.let-go {\"entries\": 1}",
            await tenant.PeekAsync<string>("select string_agg(action || ' ' || coalesce(target, detail::text), '; ' order by at) from tenant.audit_log where organisation_id = $1"));
        var after = (await report.ReadAsync(tenant.Organisation, Cancel)).Single(line => line.Kind == "audit");
        Assert.False(after.Late);
        Assert.Equal(10L, await other.PeekAsync<long>("select count(*) from tenant.audit_log where organisation_id = $1"));

        // A shorter promise holds at once.
        await other.PeekAsync<object>("insert into tenant.retention (organisation_id, bodies_days, findings_days, metadata_days, audit_days, updated_at, updated_by) values ($1, 1, 1, 1, 30, now(), 'u')");
        Assert.Equal(10, await rest.DeleteAuditAsync(other.Organisation, 100, Cancel));
    }

    [Fact]
    public async Task The_report_judges_no_more_of_the_audit_log_than_it_needs()
    {
        var tenant = await TestTenant.AddAsync(database);
        await tenant.PeekAsync<object>(
            """
            insert into tenant.audit_log (organisation_id, id, actor, actor_name, action, target, at)
            select $1, 'aud_' || lpad(n::text, 6, '0') || $1, 'usr_x', 'X', 'a', case when n = 1 then 'ses_held' else 'ses_free' end, now() - interval '100 days' + make_interval(mins => n)
            from generate_series(1, 5000) n
            """);
        await tenant.PeekAsync<object>("insert into tenant.legal_holds (organisation_id, id, kind, target_id, reason, created_by, created_at) values ($1, 'hld', 'session', 'ses_held', '', 'u', now())");
        var plan = await database.Tenants.InTenantAsync(tenant.Organisation, async connection =>
        {
            await using var command = new NpgsqlCommand($"explain (analyze, costs off, timing off) {RetentionReportStore.AuditSql}", connection);
            await using var reader = await command.ExecuteReaderAsync(Cancel);
            return string.Join('\n', await reader.RestAsync(row => row.GetString(0), Cancel));
        }, Cancel);
        var read = Regex.Matches(plan, @" on audit_log [^\n]*actual rows=([\d.]+)").Select(scan => double.Parse(scan.Groups[1].Value, CultureInfo.InvariantCulture)).ToList();
        Assert.NotEmpty(read);
        Assert.True(read.Max() <= RetentionReportStore.MostJudged && !plan.Contains("Seq Scan on audit_log", StringComparison.Ordinal), plan);
        var line = (await new RetentionReportStore(database.Tenants, TimeProvider.System).ReadAsync(tenant.Organisation, Cancel)).Single(line => line.Kind == "audit");
        Assert.Equal(TimeSpan.FromMinutes(1), line.Oldest - line.OldestHeld);
    }

    [Fact]
    public async Task A_months_fingerprint_key_stays_while_something_may_have_been_found_with_it()
    {
        var tenant = await TestTenant.AddAsync(database);
        var (rest, spool) = (new RetentionRest(database.Tenants, new FakeTimeProvider(new(2026, 6, 15, 0, 0, 0, TimeSpan.Zero))), new Spool(tenant));
        await tenant.PeekAsync<object>(
            "insert into tenant.fingerprint_keys (organisation_id, month, key_sealed) select $1, m, '' from generate_series('2026-01-01'::date, '2026-06-01', interval '1 month') m on conflict do nothing");
        spool.Start(
            spool.NewSession(), ["\"hello\""], started => started.Findings.Add(new FindingRecord { Type = "EMAIL", Detector = "email", Location = "/m", Label = "[EMAIL_1]", Direction = "request" }),
            new(2026, 3, 31, 23, 59, 50, TimeSpan.Zero));
        await new RecordIngest(database.Tenants, TimeProvider.System).IngestAsync(spool.Batch(), Cancel);
        Assert.Equal("2,3,4,5,6", await KeysAsync()); // the answer to what began in March may have been masked in April, or with February's key
        await tenant.PeekAsync<object>("delete from tenant.findings where organisation_id = $1");
        Assert.Equal("5,6", await KeysAsync());

        async Task<string?> KeysAsync()
        {
            await rest.DeleteMonthsAsync(tenant.Organisation, Cancel);
            return await tenant.PeekAsync<string>("select string_agg(extract(month from month)::text, ',' order by month) from tenant.fingerprint_keys where organisation_id = $1 and month < '2026-07-01'");
        }
    }

    [Fact]
    public async Task The_report_says_what_is_promised_where_there_is_nothing_yet()
    {
        var tenant = await TestTenant.AddAsync(database);
        var lines = await new RetentionReportStore(database.Tenants, _clock).ReadAsync(tenant.Organisation, Cancel);
        Assert.Equal(
            "bodies 30, findings 90, metadata 365, approvals 30",
            string.Join(", ", lines.Take(4).Select(line => $"{line.Kind} {(line.Oldest is null ? line.Days : -1)}")));
    }

    [Fact]
    public async Task Only_months_without_a_row_in_any_organisation_are_dropped()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        spool.Start(spool.NewSession(), ["a"]);
        await new RecordIngest(database.Tenants, TimeProvider.System).IngestAsync(spool.Batch(), Cancel);
        var (filled, empty) = ($"exchanges_{Now:yyyy_MM}", $"exchanges_{Now.AddMonths(1):yyyy_MM}");
        _clock.SetUtcNow(Now.AddMonths(4));
        var dropped = await new RetentionRest(database.Tenants, _clock).DropMonthsAsync(Cancel);
        Assert.Contains(empty, dropped);
        Assert.DoesNotContain(filled, dropped);
        Assert.NotNull(await tenant.PeekAsync<string>($"select to_regclass('tenant.{filled}')::text where $1 <> ''"));
        await new PartitionStore(database.Tenants, TimeProvider.System).EnsureAsync(Cancel);
    }
}
