using Microsoft.Extensions.Time.Testing;
using SaaSGate.ControlPlane.Tests.Support;
using SaaSGate.ControlPlane.Vault;
using SaaSGate.Postgres.Organisations;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Vault;

public sealed class FingerprintKeysTests(ControlPlaneFixture app) : IClassFixture<ControlPlaneFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_months_change_needs_no_push_and_brings_the_key_after_it()
    {
        await app.SettledAsync();
        var clock = new FakeTimeProvider(new(2031, 1, 31, 23, 59, 59, TimeSpan.Zero));
        var keys = new FingerprintKeys(app.Service<FingerprintKeyStore>(), app.Service<KeyVault>(), clock);
        var tenant = await TestTenant.AddAsync(app.Database);
        await app.RunAsync("insert into platform.region_organisations (region_id, organisation_id) select id, $1 from platform.regions limit 1", tenant.Organisation.Value);
        var january = await keys.ThisAndNextAsync(tenant.Organisation, Cancellation);
        Assert.Equal([new DateOnly(2031, 1, 1), new DateOnly(2031, 2, 1)], january.Select(key => key.Month));
        Assert.NotEqual(january[0].Key, january[1].Key);
        Assert.Equal(0L, await ViewsAsync());

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await keys.MakeAheadAsync(Cancellation) > 0);
        var february = await keys.ThisAndNextAsync(tenant.Organisation, Cancellation);
        Assert.Equal(january[1].Key, february[0].Key);
        Assert.Equal(new DateOnly(2031, 3, 1), february[1].Month);
        // The key after next went to gateways; those that had two already went on with the second meanwhile.
        Assert.Equal(1L, await ViewsAsync());
        await keys.MakeAheadAsync(Cancellation);
        Assert.Equal(1L, await ViewsAsync());

        Task<long> ViewsAsync() => app.PeekAsync<long>("select count(*) from platform.view_log where organisation_id = $1", tenant.Organisation.Value);
    }
}
