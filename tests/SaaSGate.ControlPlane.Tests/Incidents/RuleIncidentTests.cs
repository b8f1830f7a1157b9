using Google.Protobuf;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Incidents;
using SaaSGate.ControlPlane.Maintenance;
using SaaSGate.ControlPlane.Regions;
using SaaSGate.ControlPlane.Tests.Regions;
using SaaSGate.Postgres.Recording;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Incidents;

/// <summary>From records that say so to incidents.</summary>
public sealed class RuleIncidentTests(RegionLinkFixture link) : IClassFixture<RegionLinkFixture>
{
    private const string Opened = """
        select string_agg(concat_ws('|', i.title, i.severity, i.source_kind, i.source, i.created_by, s.session_id), ',' order by i.title)
        from tenant.incidents i join tenant.incident_sessions s on s.organisation_id = i.organisation_id and s.incident_id = i.id where i.organisation_id = $1
        """;

    [Fact]
    public async Task Records_that_a_gateway_ships_open_one_for_each_rule()
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        using var bulk = await gateway.BulkAsync();
        RecordFrame[] records = [.. RecordTests.Exchange(tenant), .. RecordTests.Exchange(tenant)];
        records[0].Started.Incidents.Add(Incident(tenant, "bulk-export", "high"));
        records[3].Ended.Incidents.Add(Incident(tenant, "mask-cards", "low"));
        records[4].Started.Incidents.Add(Incident(tenant, "bulk-export", "high"));
        await bulk.ShipAsync(1, RecordTests.Numbered(records));
        await bulk.AcknowledgedAsync(8);

        await OpenedAsync(tenant, 2);
        var session = records[0].Started.SessionId;
        var expected = $"Rule bulk-export matched in triage|high|rule|bulk-export|system|{session},Rule mask-cards matched in triage|low|rule|mask-cards|system|{session}";
        Assert.Equal(expected, await tenant.PeekAsync<string>(Opened));
        Assert.Equal(2L, await tenant.PeekAsync<long>("select count(*) from tenant.feed where organisation_id = $1 and kind = 'IncidentChanged'"));
        Assert.Equal(records[0].ExchangeId, await tenant.PeekAsync<string>(
            "select string_agg(detail ->> 'exchange', ',') from tenant.audit_log where organisation_id = $1 and action = 'incident.opened' and actor = 'system' and detail ->> 'rule' = 'bulk-export'"));

        // It matches again in the same session: there is one already.
        var again = RecordTests.Exchange(tenant);
        again[0].Started.Incidents.Add(Incident(tenant, "bulk-export", "high"));
        await bulk.ShipAsync(9, RecordTests.Numbered(again, 9));
        await bulk.AcknowledgedAsync(12);
        await KeepUpAsync();
        Assert.Equal(expected, await tenant.PeekAsync<string>(Opened));
    }

    [Fact]
    public async Task What_was_left_undone_is_opened_by_maintenance_and_only_once()
    {
        var (tenant, other) = (await link.TenantAsync(), await link.TenantAsync());
        foreach (var each in new[] { tenant, other })
        {
            // Taken in by a process that then was gone: nobody was told.
            var records = RecordTests.Numbered(RecordTests.Exchange(each));
            records[0].Started.Incidents.Add(Incident(each, "bulk-export", "medium"));
            var batch = new RecordBatch { FirstSequence = 1, Records = { records.Select(record => record.ToByteString()) } };
            var result = await link.Service<RecordIngest>().IngestAsync(
                Assert.Single(RecordBatches.Decode(batch, "gtw_1", "reg_1", Guid.NewGuid().ToString("n"))), Bounded.Cancellation);
            Assert.True(result.OpensIncidents);
        }

        await Task.WhenAll(KeepUpAsync(), link.Service<DueIncidents>().OpenAllAsync(Bounded.Cancellation), link.Service<DueIncidents>().OpenAllAsync(Bounded.Cancellation));
        await KeepUpAsync();
        foreach (var each in new[] { tenant, other })
        {
            Assert.Equal(1L, await each.PeekAsync<long>("select count(*) from tenant.incidents where organisation_id = $1"));
            Assert.Equal(1L, await each.PeekAsync<long>("select count(*) from tenant.audit_log where organisation_id = $1 and action = 'incident.opened'"));
            Assert.Equal(1L, await each.PeekAsync<long>("select count(*) from tenant.incidents_due d join tenant.incidents i on i.id = d.incident_id where d.organisation_id = $1 and d.opened_at is not null"));
        }

        Assert.Equal(1L, await tenant.PeekAsync<long>("select count(*) from platform.orleans_reminders where reminder_name = 'keep-up-often' and $1 <> ''"));
    }

    [Fact]
    public async Task One_that_cannot_be_opened_keeps_no_other_from_it()
    {
        var tenant = await link.TenantAsync();
        using var gateway = await link.GatewayAsync(tenant);
        using var bulk = await gateway.BulkAsync();
        var records = RecordTests.Numbered(RecordTests.Exchange(tenant));
        await tenant.PeekAsync<object>(
            """
            insert into tenant.incidents_due (organisation_id, session_id, policy_id, rule, policy_version, severity, exchange_id, at, incident_id)
            values ($1, 'ses_x', 'pol_x', 'broken', 1, 'low', 'exc_x', now() - interval '1 day', 'broken')
            """);
        records[0].Started.Incidents.Add(Incident(tenant, "bulk-export", "medium"));
        await bulk.ShipAsync(1, records);
        await bulk.AcknowledgedAsync(4);
        await OpenedAsync(tenant, 1);
    }

    private static async Task OpenedAsync(TestTenant tenant, long count)
    {
        var cancel = Bounded.Cancellation;
        while (await tenant.PeekAsync<long>("select count(*) from tenant.incidents where organisation_id = $1") < count)
            cancel.ThrowIfCancellationRequested();
    }

    private Task KeepUpAsync()
    {
        TenantContext.EnterSystem();
        return link.Service<IGrainFactory>().GetGrain<IMaintenanceGrain>(IMaintenanceGrain.Key).KeepUpAsync();
    }

    private static IncidentRecord Incident(TestTenant tenant, string rule, string severity) => new() { Rule = rule, PolicyId = tenant.Policy.Value, PolicyVersion = 1, Severity = severity };
}
