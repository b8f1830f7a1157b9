using SaaSGate.Contracts.Ids;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Incidents;
using SaaSGate.Postgres.Recording;
using SaaSGate.Postgres.Tests.Recording;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Postgres.Tests.Incidents;

public sealed class DueIncidentTests(Database database) : IClassFixture<Database>
{
    private const string Rows = "select string_agg(concat_ws(' ', rule, severity, policy_version), ',' order by rule, session_id) from tenant.incidents_due where organisation_id = $1";

    private readonly RecordIngest _ingest = new(database.Tenants, TimeProvider.System);
    private readonly DueIncidentStore _due = new(database.Tenants, database.Platform);
    private readonly IncidentChangeStore _incidents = new(database.Tenants, new(database.Tenants, TimeProvider.System), TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ingest_makes_one_due_for_each_rule_and_session()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var (session, other) = (spool.NewSession(), spool.NewSession());
        var first = spool.Start(session, ["a"], Opens(tenant, "bulk-export", "no-dump"));
        var twin = spool.Start(session, ["b"], Opens(tenant, "bulk-export"));
        spool.End(first, change: ended => ended.Incidents.Add(Incident(tenant, "mask-cards", "high")));
        Assert.True((await _ingest.IngestAsync(spool.Batch(), Cancel)).OpensIncidents);
        const string Expected = "bulk-export low 4,mask-cards high 4,no-dump low 4";
        Assert.Equal(Expected, await tenant.PeekAsync<string>(Rows));
        Assert.Equal(first, await tenant.PeekAsync<string>("select distinct exchange_id from tenant.incidents_due where organisation_id = $1"));
        Assert.Equal(3L, await tenant.PeekAsync<long>("select count(distinct incident_id) from tenant.incidents_due where organisation_id = $1 and incident_id like 'inc_%'"));

        // What is sent again, and what matches again in the session, makes nothing due.
        var ids = await _due.ListAsync(tenant.Organisation, 10, Cancel);
        spool.End(twin, change: ended => ended.Incidents.Add(Incident(tenant, "mask-cards", "high")));
        Assert.False((await _ingest.IngestAsync(spool.Batch(), Cancel)).OpensIncidents);
        Assert.Equal(Expected, await tenant.PeekAsync<string>(Rows));
        Assert.Equal(ids, await _due.ListAsync(tenant.Organisation, 10, Cancel));

        // Another session does, and another policy's rule of the same name.
        var begun = spool.Count + 1;
        spool.Start(other, ["c"], Opens(tenant, "bulk-export"));
        spool.Start(other, ["d"], started => started.Incidents.Add(new IncidentRecord { Rule = "bulk-export", PolicyId = "pol_other", PolicyVersion = 1, Severity = "medium" }));
        Assert.True((await _ingest.IngestAsync(spool.Batch(begun), Cancel)).OpensIncidents);
        Assert.Equal(2L, await tenant.PeekAsync<long>("select count(*) from tenant.incidents_due where organisation_id = $1 and session_id = $2", other));
    }

    [Fact]
    public async Task Records_that_open_none_leave_nothing()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        spool.End(spool.Start(spool.NewSession(), ["a"]));
        Assert.False((await _ingest.IngestAsync(spool.Batch(), Cancel)).OpensIncidents);
        Assert.Null(await tenant.PeekAsync<string>(Rows));
        Assert.DoesNotContain(tenant.Organisation.Value, await _due.ListOrganisationsAsync(Cancel));
    }

    [Fact]
    public async Task One_that_is_due_is_opened_once_and_says_what_opened_it()
    {
        var tenant = await TestTenant.AddAsync(database);
        var spool = new Spool(tenant);
        var session = spool.NewSession();
        var exchange = spool.Start(session, ["a"], Opens(tenant, "bulk-export"));
        await _ingest.IngestAsync(spool.Batch(), Cancel);
        Assert.Contains(tenant.Organisation.Value, await _due.ListOrganisationsAsync(Cancel));
        var id = Id<Incident>.Parse(Assert.Single(await _due.ListAsync(tenant.Organisation, 10, Cancel)));

        var changes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _incidents.OpenDueAsync(tenant.Organisation, id, Cancel)));
        Assert.All(changes, change => Assert.Equal(IncidentOutcome.Done, change.Outcome));
        Assert.Equal(("IncidentChanged", id.Value), Assert.Single(changes.SelectMany(change => change.Feeds)) is { Event: var told } ? (told.Kind, told.Subject) : default);
        Assert.Equal("Rule bulk-export matched in triage|low|open|rule|bulk-export|system", await tenant.PeekAsync<string>(
            "select concat_ws('|', title, severity, status, source_kind, source, created_by) from tenant.incidents where organisation_id = $1"));
        Assert.Equal(session, await tenant.PeekAsync<string>("select string_agg(session_id, ',') from tenant.incident_sessions where organisation_id = $1 and incident_id = $2", id.Value));
        Assert.Equal($"system bulk-export {tenant.Policy} 4 {exchange}", await tenant.PeekAsync<string>(
            """
            select string_agg(concat_ws(' ', actor, detail ->> 'rule', detail ->> 'policy', detail ->> 'policyVersion', detail ->> 'exchange'), ',')
            from tenant.audit_log where organisation_id = $1 and action = 'incident.opened'
            """));
        Assert.Empty(await _due.ListAsync(tenant.Organisation, 10, Cancel));
        Assert.DoesNotContain(tenant.Organisation.Value, await _due.ListOrganisationsAsync(Cancel));

        // Nothing is due by the id of another, nor for another.
        var stranger = await TestTenant.AddAsync(database);
        Assert.Empty((await _incidents.OpenDueAsync(tenant.Organisation, Id<Incident>.New(TimeProvider.System), Cancel)).Feeds);
        Assert.Empty((await _incidents.OpenDueAsync(stranger.Organisation, id, Cancel)).Feeds);
        Assert.Equal(0L, await stranger.PeekAsync<long>("select count(*) from tenant.incidents where organisation_id = $1"));
    }

    private static Action<ExchangeStarted> Opens(TestTenant tenant, params string[] rules) => started => started.Incidents.AddRange(rules.Select(rule => Incident(tenant, rule, "low")));

    private static IncidentRecord Incident(TestTenant tenant, string rule, string severity) => new() { Rule = rule, PolicyId = tenant.Policy.Value, PolicyVersion = 4, Severity = severity };
}
