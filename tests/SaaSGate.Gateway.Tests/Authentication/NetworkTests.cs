using System.Net;
using Microsoft.AspNetCore.Http;
using SaaSGate.Gateway.Authentication;
using SaaSGate.Gateway.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Gateway.Tests.Authentication;

public sealed class NetworkTests
{
    [Fact]
    public async Task A_key_works_from_its_networks_alone()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.Tenant.Networks.Add("203.0.113.0/24");
        rig.Peer.Publish(rig.Tenant);
        await Bounded.UntilAsync(async () =>
        {
            using var answer = await rig.SendAsync(GatewayRig.Message("hello"));
            return answer.StatusCode == HttpStatusCode.Forbidden;
        });
        using var refused = await rig.SendAsync(GatewayRig.Message("hello"));
        Assert.Equal("network_refused", await MessagesHandlerTests.CodeOfAsync(refused, HttpStatusCode.Forbidden, "permission_error"));
        await rig.Peer.TokensRefused.WaitForAsync(told => told.Credential == rig.Tenant.KeyId && told.Reason == "network", GatewayRig.Cancellation);

        // Who says so of itself is not believed.
        var lying = rig.Request(GatewayRig.Message("hello"));
        lying.Headers.Add("X-Forwarded-For", "203.0.113.7");
        using var lied = await rig.Http.SendAsync(lying, GatewayRig.Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, lied.StatusCode);

        rig.Tenant.Networks.Add("127.0.0.0/8");
        rig.Peer.Publish(rig.Tenant);
        await Bounded.UntilAsync(async () =>
        {
            using var answer = await rig.SendAsync(GatewayRig.Message("hello"));
            return answer.StatusCode == HttpStatusCode.OK;
        });
    }

    [Theory]
    [InlineData("10.0.0.1", "203.0.113.7", "203.0.113.7")]
    [InlineData("10.0.0.1", "6.6.6.6, 203.0.113.7", "203.0.113.7")]
    [InlineData("10.0.0.1", "203.0.113.7, 10.0.0.2", "203.0.113.7")]
    [InlineData("10.0.0.1", "", null)]
    [InlineData("10.0.0.1", "203.0.113.7, nonsense", null)]
    [InlineData("198.51.100.9", "203.0.113.7", "198.51.100.9")]
    [InlineData("::ffff:198.51.100.9", "203.0.113.7", "198.51.100.9")]
    public void A_proxy_that_is_believed_says_where_a_request_comes_from(string connected, string forwarded, string? expected)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(connected);
        context.Request.Headers["X-Forwarded-For"] = forwarded;
        Assert.Equal(expected, new ClientAddress(new() { Proxies = ["10.0.0.1", "10.0.0.2"] }).Of(context)?.ToString());
    }
}
