using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Gateway.Link;
using SaaSGate.Gateway.Tests.Support;
using SaaSGate.Gateway.View;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Gateway.Tests.Holds;

/// <summary>An approval that comes at a moment at which nothing may be sent: the moment passes, and the approval stays.</summary>
public sealed class HoldReleaseTests
{
    private const string Policy = """
        rules:
          - name: bulk-export
            on: request
            when: { text: '(?i)\bexport\b' }
            then: hold
        """;

    private static CancellationToken Cancellation => Bounded.Cancellation;

    [Fact]
    public async Task Keeps_an_approval_that_comes_while_the_policies_are_being_read()
    {
        await using var rig = await GatewayRig.StartAsync(Policy);
        var sending = rig.SendAsync(GatewayRig.Message("export all"));
        var hold = await rig.Peer.Holds.WaitForAsync(_ => true, Cancellation);
        var services = rig.Gateway.Services;
        var (view, read) = (services.GetRequiredService<GatewayView>(), services.GetRequiredService<GatewayView>().Find(rig.Tenant.OrganisationId)!);
        var key = services.GetRequiredService<GatewayIdentity>().SealingKey.ExportSubjectPublicKeyInfo();
        view.Replace(services.GetRequiredService<ViewLoader>().Load(rig.Tenant.Snapshot(read.Version, key), TenantPolicies.Unread(read.Policies)));
        rig.Peer.Decide(hold, ApprovalState.Approved);
        using (var response = await sending)
        {
            Assert.Equal("policy_loading", await MessagesHandlerTests.CodeOfAsync(response, (HttpStatusCode)529, "overloaded_error"));
            Assert.Equal("true", response.Headers.GetValues("x-should-retry").Single());
        }
        Assert.Empty(rig.Peer.Consumptions.Items);

        // The same bytes find it when the policies have been read and are what they were.
        view.Replace(read);
        rig.Peer.Accepts = _ => (hold.ApprovalId, ApprovalState.Approved);
        using var again = await rig.SendAsync(GatewayRig.Message("export all"));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(hold.ApprovalId, Assert.Single(rig.Peer.Consumptions.Items).ApprovalId);
    }

    [Fact]
    public async Task Keeps_an_approval_that_comes_when_there_is_no_lease()
    {
        await using var rig = await GatewayRig.StartAsync(Policy);
        var sending = rig.SendAsync(GatewayRig.Message("export all"));
        var hold = await rig.Peer.Holds.WaitForAsync(_ => true, Cancellation);
        await rig.EndLeaseAsync();
        rig.Peer.Decide(hold, ApprovalState.Approved);
        using (var response = await sending)
        {
            Assert.Equal("lease_expired", await MessagesHandlerTests.CodeOfAsync(response, (HttpStatusCode)529, "overloaded_error"));
            Assert.Equal("true", response.Headers.GetValues("x-should-retry").Single());
        }
        Assert.Empty(rig.Peer.Consumptions.Items);
        Assert.Empty(rig.Simulator.Received.All);
    }
}
