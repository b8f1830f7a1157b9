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
            "do $$ begin execute format('drop table tenant.exchanges_%s', to_char(date_trunc('month', now() at time zone 'UTC') + interval '3 months', 'YYYY_MM')); end $$");

        await app.Service<IGrainFactory>().GetGrain<IMaintenanceGrain>(IMaintenanceGrain.Key).KeepUpAsync();

        Assert.True(await app.PeekAsync<bool>(
            "select to_regclass('tenant.exchanges_' || to_char(date_trunc('month', now() at time zone 'UTC') + interval '3 months', 'YYYY_MM')) is not null"));
        Assert.Equal(1L, await app.PeekAsync<long>("select count(*) from platform.orleans_reminders"));
    }
}
