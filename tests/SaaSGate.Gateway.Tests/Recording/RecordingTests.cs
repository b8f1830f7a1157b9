using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SaaSGate.Gateway.Spool;
using SaaSGate.Gateway.Tests.Support;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Gateway.Tests.Recording;

public sealed class RecordingTests
{
    private static CancellationToken Cancellation => Bounded.Cancellation;

    [Fact]
    public async Task Serves_on_while_the_control_plane_takes_no_records_and_ships_them_later()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.Peer.Acknowledges = false;
        for (var i = 0; i < 20; i++)
        {
            using var response = await rig.SendAsync(GatewayRig.Message($"call {i}"));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
        rig.Peer.Acknowledges = true;
        rig.Peer.Disconnect();
        await Bounded.UntilAsync(() => Distinct() == 20);
        var sequences = rig.Peer.Records.Items.Select(frame => frame.Sequence).Distinct().Order().ToList();
        Assert.Equal(Enumerable.Range(1, sequences.Count).Select(number => (ulong)number), sequences);

        int Distinct() => rig.Peer.Records.Items.Where(frame => frame.Ended is not null).Select(frame => frame.ExchangeId).Distinct().Count();
    }

    [Fact]
    public async Task Refuses_when_the_spool_is_full_and_serves_again_when_it_was_shipped()
    {
        await using var rig = await GatewayRig.StartAsync(configure: options => (options.SpoolSegmentBytes, options.SpoolMaxBytes) = (256 * 1024, 2 * 1024 * 1024));
        rig.Peer.Acknowledges = false;
        var filler = new string('x', 100_000);
        HttpResponseMessage response;
        var sent = 0;
        do
        {
            response = await rig.SendAsync(GatewayRig.Message(filler));
            sent++;
        }
        while (response.StatusCode == HttpStatusCode.OK && sent < 1000);
        Assert.Equal("recording_unavailable", await MessagesHandlerTests.CodeOfAsync(response, (HttpStatusCode)529, "overloaded_error"));
        Assert.Equal(sent - 1, rig.Simulator.Received.All.Count);

        rig.Peer.Acknowledges = true;
        rig.Peer.Disconnect();
        await Bounded.UntilAsync(() => rig.Gateway.Services.GetRequiredService<RecordSpool>().TrimmedSequence > 0);
        await Bounded.UntilAsync(() => rig.Lease.IsFresh);
        using var again = await rig.SendAsync(GatewayRig.Message("hello"));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task Records_after_a_restart_what_the_stop_before_left_open()
    {
        await using var rig = await GatewayRig.StartAsync();
        rig.Peer.Acknowledges = false;
        using var response = await rig.SendAsync(GatewayRig.Message("hello"));
        await rig.EndOfAsync(response);
        await rig.Gateway.DisposeAsync();
        rig.Peer.Acknowledges = true;
        await rig.StartGatewayAsync();
        await Bounded.UntilAsync(() => rig.Peer.Records.Items.Count(frame => frame.Ended is not null && frame.ExchangeId == response.Headers.GetValues("saasgate-exchange-id").Single()) > 1);
        Assert.DoesNotContain(rig.Peer.Records.Items, frame => frame.Ended?.Outcome == "interrupted");
    }
}
