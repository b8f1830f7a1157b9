using System.Threading.Channels;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>
/// A gateway's control connection. Everything that goes out passes one bounded queue: who sends never waits, and a gateway
/// that does not keep up is disconnected. It renews its lease over a new connection, or loses it.
/// </summary>
internal sealed class ControlConnection : LinkConnection
{
    private const int LongestQueue = 1024;

    private readonly Channel<ControlToGateway> _outgoing = Channel.CreateBounded<ControlToGateway>(
        new BoundedChannelOptions(LongestQueue) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    public ControlConnection(GatewayIdentity gateway, CancellationToken callEnded)
        : base(gateway, callEnded)
    {
    }

    public ChannelReader<ControlToGateway> Outgoing => _outgoing.Reader;

    /// <summary>Queues a message.</summary>
    public void Send(ControlToGateway message)
    {
        if (!_outgoing.Writer.TryWrite(message))
            Close(CloseReason.TooSlow);
    }
}
