using System.Net;
using System.Net.Sockets;
using SaaSGate.Contracts.Problems;
using SaaSGate.Gateway.Exchanges;
using SaaSGate.Gateway.Forwarding;
using SaaSGate.Gateway.Holds;
using SaaSGate.Gateway.Leases;
using SaaSGate.Gateway.Link;
using SaaSGate.Gateway.Tests.Support;
using SaaSGate.Gateway.View;
using SaaSGate.TestKit;
using Xunit;

namespace SaaSGate.Gateway.Tests.Forwarding;

/// <summary>Promise 3 at each write: what goes to Claude piece by piece, and the head that goes to the skill.</summary>
public sealed class LostLeaseTests
{
    private const int Pieces = 3;

    private static CancellationToken Cancellation => Bounded.Cancellation;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Keeps_back_what_is_left_of_a_request(int sent)
    {
        var clock = TimeProvider.System;
        var lease = new Lease(clock);
        lease.Extend(clock.GetTimestamp(), TimeSpan.FromHours(1));
        using var live = Enter(clock);
        using var content = new WatchedContent(new byte[Pieces * 256 * 1024], once: false, live, lease, before: null);
        await using var wire = new Wire(writes =>
        {
            if (writes == sent)
                lease.End();
        });
        if (sent == 0)
            lease.End();
        await Assert.ThrowsAsync<OperationCanceledException>(() => content.CopyToAsync(wire, Cancellation));
        Assert.Equal(sent, wire.Writes);
        Assert.Equal(GatewayProblems.LeaseExpired, live.CutBy!.Problem);
    }

    /// <summary>A stop that was told counts from then on, before it has ended what waits.</summary>
    [Fact]
    public async Task Keeps_back_what_is_cut_under_a_lease()
    {
        var clock = TimeProvider.System;
        var lease = new Lease(clock);
        lease.Extend(clock.GetTimestamp(), TimeSpan.FromHours(1));
        using var live = Enter(clock);
        using var content = new WatchedContent(new byte[Pieces * 256 * 1024], once: false, live, lease, before: null);
        await using var wire = new Wire(_ => live.Cut(GatewayProblems.Stopped));
        await Assert.ThrowsAsync<OperationCanceledException>(() => content.CopyToAsync(wire, Cancellation));
        Assert.Equal(1, wire.Writes);
        Assert.Equal(GatewayProblems.Stopped, live.CutBy!.Problem);
    }

    [Theory]
    [InlineData("rules: []")]
    [InlineData("rules: [{ name: uploads, on: tool_use, when: { tools: [http_post] }, then: block }]")]
    public async Task Keeps_the_head_of_an_answer_back(string policy)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var rig = await GatewayRig.StartAsync(policy);
        rig.Tenant.Upstream = new Uri($"http://{silent.LocalEndpoint}");
        await rig.PublishAsync();
        var sending = rig.SendAsync(GatewayRig.Message("hello", stream: true));
        using var accepted = await silent.AcceptSocketAsync(Cancellation);
        await accepted.ReceiveAsync(new byte[1], Cancellation);
        await rig.EndLeaseAsync();
        await accepted.SendAsync("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"u8.ToArray(), Cancellation);
        using var response = await sending;
        Assert.Equal("lease_expired", await MessagesHandlerTests.CodeOfAsync(response, (HttpStatusCode)529, "overloaded_error"));
    }

    private static LiveExchange Enter(TimeProvider clock) =>
        new ExchangeRegistry(new StopCheck(new StopSet(), new GatewayView()), new HoldDesk(new LinkOutbox(), new GatewayOptions()), clock)
            .Enter("exc_a", "ses_a", null!, default, Cancellation);

    private sealed class Wire(Action<int> written) : MemoryStream
    {
        public int Writes { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            written(++Writes);
            return base.WriteAsync(buffer, cancellationToken);
        }
    }
}
