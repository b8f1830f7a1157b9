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
    private readonly RecordIngest _ingest = new(database.Tenants, TimeProvider.System);

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

    private async Task SweepAsync(TestTenant tenant) =>
        Assert.True(await new RetentionWork(database.Platform, new(database.Tenants, _clock), new(database.Tenants, _clock), _clock).RunAsync(tenant.Organisation, TimeSpan.MaxValue, Cancel));
}
