using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using SaaSGate.Gateway.Calls;
using SaaSGate.Gateway.Link;
using SaaSGate.Gateway.Tests.Support;
using SaaSGate.Gateway.View;
using SaaSGate.TestKit.Link;
using Xunit;

namespace SaaSGate.Gateway.Tests.Calls;

public sealed class ReleasedCallsTests
{
    [Fact]
    public async Task Whoever_fills_it_forgets_something_of_their_own()
    {
        await using var rig = await GatewayRig.StartAsync();
        var services = rig.Gateway.Services;
        var known = services.GetRequiredService<ReleasedCalls>();
        var small = rig.Inspect(GatewayRig.Message("hello")).Request.Skill;
        var key = services.GetRequiredService<GatewayIdentity>().SealingKey.ExportSubjectPublicKeyInfo();
        var large = small with { Tenant = services.GetRequiredService<ViewLoader>().Load(new LinkTenant(rig.Simulator.BaseUrl).Snapshot(1, key), TenantPolicies.Unread(null)) };
        Assert.NotEqual(small.Tenant.OrganisationId, large.Tenant.OrganisationId);

        known.Add(small, "batch", [1], "rule", "apr_small", "exc_over");
        for (var i = 0; i <= ReleasedCalls.MostBatches; i++)
            known.Add(large, i.ToString(CultureInfo.InvariantCulture), [1], "rule", "apr_large", "exc_over");

        Assert.Equal("apr_small", known.Take(small, "batch", [1], "rule", "exc_next"));
        Assert.Null(known.Take(large, "0", [1], "rule", "exc_next"));
        Assert.Equal("apr_large", known.Take(large, ReleasedCalls.MostBatches.ToString(CultureInfo.InvariantCulture), [1], "rule", "exc_next"));
    }
}
