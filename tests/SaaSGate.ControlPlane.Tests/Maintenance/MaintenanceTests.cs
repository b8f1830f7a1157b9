using SaaSGate.ControlPlane.Demo;
using SaaSGate.ControlPlane.Hosting;
using SaaSGate.ControlPlane.Maintenance;
using SaaSGate.ControlPlane.Tests.Support;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Maintenance;

public sealed class MaintenanceTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    [Fact]
    public async Task Makes_the_months_to_come_and_is_reminded_to_do_it_again()
    {
        await app.RunAsync(
            "do $$ begin execute format('drop table if exists tenant.exchanges_%s', to_char(date_trunc('month', now() at time zone 'UTC') + interval '3 months', 'YYYY_MM')); end $$");

        TenantContext.EnterSystem();
        await app.Service<IGrainFactory>().GetGrain<IMaintenanceGrain>(IMaintenanceGrain.Key).KeepUpAsync();

        Assert.True(await app.PeekAsync<bool>(
            "select to_regclass('tenant.exchanges_' || to_char(date_trunc('month', now() at time zone 'UTC') + interval '3 months', 'YYYY_MM')) is not null"));
        Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from platform.orleans_reminders where reminder_name = 'keep-up'"));
    }

    [Fact]
    public async Task Deletes_answers_of_all_organisations_that_are_too_old_to_be_given_again()
    {
        foreach (var organisation in new[] { DemoOrganisations.Acme, DemoOrganisations.Northwind })
            foreach (var (key, age) in new[] { ("old", "25 hours"), ("new", "23 hours") })
                await app.RunAsync(
                    "insert into tenant.idempotency (organisation_id, actor, key, request_hash, started_at) values ($1, 'usr_x', $2, '', now() - $3::text::interval)",
                    organisation.Value, key, age);

        TenantContext.EnterSystem();
        await app.Service<IGrainFactory>().GetGrain<IMaintenanceGrain>(IMaintenanceGrain.Key).KeepUpAsync();

        Assert.Equal(0L, await app.PeekAsync<long>("select count(*) from tenant.idempotency where key = 'old'"));
        Assert.Equal(2L, await app.PeekAsync<long>("select count(*) from tenant.idempotency where key = 'new'"));
    }
}
