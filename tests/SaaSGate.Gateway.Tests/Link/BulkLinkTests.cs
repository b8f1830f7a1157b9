using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SaaSGate.Gateway.Tests.Support;
using SaaSGate.Gateway.View;
using SaaSGate.TestKit;
using SaaSGate.TestKit.Link;
using Xunit;

namespace SaaSGate.Gateway.Tests.Link;

public sealed class BulkLinkTests
{
    private static CancellationToken Cancellation => Bounded.Cancellation;

    [Fact]
    public async Task A_tenant_that_cannot_be_loaded_is_left_out_and_takes_nobodys_lease()
    {
        await using var rig = await GatewayRig.StartAsync();
        var broken = new LinkTenant(rig.Simulator.BaseUrl, policy: "rules: 7");
        rig.Peer.Publish(broken);
        await rig.PublishAsync();
        using (var served = await rig.SendAsync(GatewayRig.Message("hello")))
            Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        Assert.Single(rig.Peer.Hellos.Items);
        Assert.Contains(rig.Logged, line => line.Contains(broken.OrganisationId, StringComparison.Ordinal));

        // Of the one that was loaded before nothing goes through once its first policy cannot be understood, until it can.
        rig.Tenant.Policy = "rules: 7";
        await rig.PublishAsync();
        using (var refused = await rig.SendAsync(GatewayRig.Message("hello")))
            Assert.Equal("policy_unreadable", await MessagesHandlerTests.CodeOfAsync(refused, HttpStatusCode.Forbidden, "permission_error"));
        rig.Tenant.Policy = null;
        await rig.PublishAsync();
        using var again = await rig.SendAsync(GatewayRig.Message("hello"));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task Reads_what_comes_while_nobody_reads_what_it_sends()
    {
        await using var rig = await GatewayRig.StartAsync("""
            rules:
              - name: wait
                on: request
                when: { text: 'export' }
                then: hold
            """);
        // More than the windows of a connection hold.
        var held = Enumerable.Range(0, 4).Select(i => rig.SendAsync(GatewayRig.Message($"export {i} " + new string('x', 1024 * 1024)))).ToList();
        await Bounded.UntilAsync(() => rig.Peer.Holds.Items.Count == held.Count);

        var read = new TaskCompletionSource();
        rig.Peer.ReadsOn = read.Task;
        rig.Peer.Disconnect();
        await Bounded.UntilAsync(() => rig.Peer.Hellos.Items.Count == 2);
        await rig.PublishAsync();
        read.SetResult();
        await Bounded.UntilAsync(() => rig.Peer.Holds.Items.Count == 2 * held.Count);

        foreach (var hold in rig.Peer.Holds.Items.Take(held.Count))
            rig.Peer.Decide(hold, Contracts.RegionLink.ApprovalState.Denied);
        foreach (var answer in await Task.WhenAll(held))
            answer.Dispose();
    }

    [Fact]
    public async Task Begins_anew_when_the_control_plane_has_lost_what_it_knows()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.Peer.Publish(rig.Tenant);
        rig.Peer.Stop(rig.Tenant, Contracts.RegionLink.StopKind.Skill, rig.Tenant.SkillId);
        await rig.Peer.Renewals.WaitForAsync(renewal => renewal is { StopPosition: 1, ViewPosition: 2 }, Cancellation);
        using (var stopped = await rig.SendAsync(GatewayRig.Message("hello")))
            Assert.Equal(HttpStatusCode.Forbidden, stopped.StatusCode);

        rig.Peer.LoseRows();
        await Bounded.UntilAsync(() => rig.Peer.Hellos.Items.Count == 2);
        Assert.Equal(0ul, rig.Peer.Hellos.Items[1].ViewPosition);
        await Bounded.UntilAsync(() => rig.Lease.IsFresh && rig.Gateway.Services.GetRequiredService<GatewayView>().Position == 1);
        using var free = await rig.SendAsync(GatewayRig.Message("hello"));
        Assert.Equal(HttpStatusCode.OK, free.StatusCode);

        // What is stopped now has a position that was taken before, and renewals of before may name it.
        var renewed = rig.Peer.Renewals.Items[^1].Number;
        rig.Peer.Stop(rig.Tenant, Contracts.RegionLink.StopKind.Skill, rig.Tenant.SkillId);
        await rig.Peer.Renewals.WaitForAsync(renewal => renewal is { StopPosition: 1, ViewPosition: 1 } && renewal.Number > renewed, Cancellation);
        using var again = await rig.SendAsync(GatewayRig.Message("hello"));
        Assert.Equal(HttpStatusCode.Forbidden, again.StatusCode);
    }
}
