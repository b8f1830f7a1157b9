using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using SaaSGate.Gateway.Link;
using SaaSGate.Gateway.Tests.Support;
using Xunit;

namespace SaaSGate.Gateway.Tests.Link;

public sealed class ControlLinkTests
{
    [Fact]
    public async Task A_consumption_that_nobody_waits_for_is_not_sent()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.Gateway.Services.GetRequiredService<LinkOutbox>().Send(new Contracts.RegionLink.ControlFromGateway
        {
            Consume = new() { Attempt = ByteString.CopyFrom(new byte[16]), OrganisationId = rig.Tenant.OrganisationId, ApprovalId = "apr_abandoned" },
        });

        // What is queued goes out between two renewals.
        var renewed = rig.Peer.Renewals.Items[^1].Number;
        await rig.Peer.Renewals.WaitForAsync(renewal => renewal.Number > renewed + 2, GatewayRig.Cancellation);
        Assert.Empty(rig.Peer.Consumptions.Items);
    }
}
