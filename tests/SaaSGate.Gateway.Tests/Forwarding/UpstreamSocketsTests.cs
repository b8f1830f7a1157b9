using SaaSGate.Gateway.Tests.Support;
using Xunit;

namespace SaaSGate.Gateway.Tests.Forwarding;

public sealed class UpstreamSocketsTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task Dials_no_address_of_the_operators_network_unless_that_is_allowed(string host)
    {
        await using var rig = await GatewayRig.StartAsync(configure: options => options.AllowPrivateUpstreams = false);
        rig.Tenant.Upstream = new UriBuilder(rig.Simulator.BaseUrl) { Host = host }.Uri;
        await rig.PublishAsync();
        using var refused = await rig.SendAsync(GatewayRig.Message("hello"));
        Assert.Equal("upstream_unreachable", (await rig.EndOfAsync(refused)).Ended.Problem);
        Assert.Empty(rig.Simulator.Received.All);
    }
}
