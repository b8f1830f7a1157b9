using Microsoft.Extensions.Time.Testing;
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
                    view_digest, view, summary, state, created_at, expires_at)
                select $1, '{id}' || $1, 'exc', 'ses', id, 'triage', owner_user_id, 'gtw', 'r', 'pol', 1, 'low', '{id}'::bytea, '', 'seen-by-reviewers-5513', 'seen-by-reviewers-5513', '{state}',
                    now() - interval '40 days', now() from tenant.skills where organisation_id = $1
                """);
        Assert.Equal(1, await rest.DeleteViewsAsync(tenant.Organisation, 10, Cancel));
        Assert.Equal(0, await rest.DeleteApprovalsAsync(tenant.Organisation, 10, Cancel));
        Assert.Equal("{}|seen-by-reviewers-5513", await tenant.PeekAsync<string>(
            "select string_agg(convert_from(view, 'UTF8'), '|' order by id) from tenant.approvals where organisation_id = $1"));
        _clock.SetUtcNow(Now.AddDays(330));
        Assert.Equal(1, await rest.DeleteApprovalsAsync(tenant.Organisation, 10, Cancel));
        Assert.Equal(1L, await tenant.PeekAsync<long>("select count(*) from tenant.approvals where organisation_id = $1"));
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
