using Microsoft.Extensions.Time.Testing;
using SaaSGate.Contracts.Ids;
using SaaSGate.Postgres.Audit;
using SaaSGate.Postgres.Incidents;
using SaaSGate.Postgres.Recording;
using SaaSGate.Postgres.Retention;
using SaaSGate.Postgres.Tests.Recording;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Retention;

/// <summary>What other features say of exchanges that are held, or are gone.</summary>
public sealed class RetentionReachTests(Database database) : IClassFixture<Database>
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private static readonly Actor Somebody = new("usr_x", "Somebody");

    private readonly FakeTimeProvider _clock = new(Now);

    // What is old here is what it says: no clock was behind.
    private readonly RecordIngest _ingest = new(database.Tenants, TimeProvider.System) { MostBehind = TimeSpan.FromDays(1000) };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_held_incident_keeps_cannot_be_taken_out_of_it()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var session = spool.NewSession();
        RetentionSweepTests.Exchange(spool, session, ["a"], "b", Now.AddDays(-400));
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        var (holds, incident) = (new LegalHoldStore(database.Tenants, _clock), Id<Incident>.New(_clock));
        var incidents = new IncidentChangeStore(database.Tenants, new(database.Tenants, _clock), _clock);
        await incidents.OpenAsync(tenant.Organisation, incident, new("Leak", "high", "session", null, [session]), Somebody, Cancel);
        var hold = await holds.CreateAsync(tenant.Organisation, Id<RetentionHold>.New(_clock), "incident", incident.Value, "A court asks", Somebody, Cancel);
        Assert.Equal(IncidentOutcome.Held, (await incidents.RemoveSessionAsync(tenant.Organisation, incident, session, Somebody, Cancel)).Outcome);
        Assert.Equal(IncidentOutcome.NotFound, (await incidents.RemoveSessionAsync(tenant.Organisation, incident, "ses_none", Somebody, Cancel)).Outcome);
        await SweepAsync(tenant);
        Assert.Equal(0L, await tenant.PeekAsync<long>("select count(*) from tenant.session_records where organisation_id = $1 and kind = 'deletion'"));

        // It may go once it is held by itself, and stays held by that.
        await holds.CreateAsync(tenant.Organisation, Id<RetentionHold>.New(_clock), "session", session, "A court asks", Somebody, Cancel);
        Assert.Equal(IncidentOutcome.Done, (await incidents.RemoveSessionAsync(tenant.Organisation, incident, session, Somebody, Cancel)).Outcome);
        await holds.LiftAsync(tenant.Organisation, hold!.Id, "The court is done", Somebody, Cancel);
        await SweepAsync(tenant);
        Assert.Equal(0L, await tenant.PeekAsync<long>("select count(*) from tenant.session_records where organisation_id = $1 and kind = 'deletion'"));
    }

    [Fact]
    public async Task What_refers_to_an_exchange_goes_on_to_a_later_one_or_goes_with_it()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var session = spool.NewSession();
        var first = RetentionSweepTests.Exchange(spool, session, ["a"], "b", Now.AddDays(-400), "[EMAIL_ONE]");
        var later = RetentionSweepTests.Exchange(spool, session, ["c"], "d", Now.AddDays(-10), "[EMAIL_ONE]");
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        await tenant.PeekAsync<object>("insert into tenant.exposure_lists (organisation_id, id, name, type, value_count, state, created_by, created_at, expires_at) values ($1, 'exl_1', 'n', 'EMAIL', 2, 'done', 'u', now(), now())");
        await tenant.PeekAsync<object>(
            """
            insert into tenant.exposure_hits (organisation_id, list_id, position, session_id, skill_id, findings, exchange_id, first_seen_at, last_seen_at)
            select $1, 'exl_1', p, $2, 'skl', 2, f.id, f.started_at, l.started_at
            from tenant.exchanges f, (values (1, $3), (2, $4)) p (p, last) join tenant.exchanges l on l.organisation_id = $1 and l.id = p.last where f.organisation_id = $1 and f.id = $4
            """, session, later, first);
        await tenant.PeekAsync<object>(
            """
            insert into tenant.backtests (organisation_id, id, policy_id, version, days, since, until, state, total, created_by, created_at)
            values ($1, 'bkt_1', $2, 1, 1, now(), now(), 'done', 2, 'u', now())
            """, tenant.Policy.Value);
        await tenant.PeekAsync<object>(
            """
            insert into tenant.backtest_differences (organisation_id, backtest_id, ordinal, exchange_id, session_id, skill_id, at, was, would, because)
            select $1, 'bkt_1', n, e, 's', 'k', now(), 'allow', 'block', '' from unnest(array[$2, $3]) with ordinality u (e, n)
            """, first, later);

        await SweepAsync(tenant);
        Assert.Equal($"1 {later}", await tenant.PeekAsync<string>("select string_agg(position || ' ' || exchange_id, '; ') from tenant.exposure_hits where organisation_id = $1 and first_seen_at = last_seen_at"));
        Assert.Equal(1L, await tenant.PeekAsync<long>("select count(*) from tenant.exposure_hits where organisation_id = $1"));
        Assert.Equal(later, await tenant.PeekAsync<string>("select string_agg(exchange_id, ' ') from tenant.backtest_differences where organisation_id = $1"));
    }

    private async Task SweepAsync(TestTenant tenant) =>
        Assert.True(await new RetentionWork(database.Platform, new(database.Tenants, _clock), new(database.Tenants, _clock), _clock).RunAsync(tenant.Organisation, TimeSpan.MaxValue, Cancel));
}
