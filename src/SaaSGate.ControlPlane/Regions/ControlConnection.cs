using System.Threading.Channels;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Regions;
using Lock = System.Threading.Lock;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>
/// A gateway's control connection. Everything that goes out passes one bounded queue: who sends never waits, and a gateway
/// that does not keep up is disconnected. It renews its lease over a new connection, or loses it.
/// </summary>
internal sealed class ControlConnection : LinkConnection
{
    private const int LongestQueue = 1024, MostEarly = 100_000;
    private readonly Lock _order = new();

    private readonly Channel<ControlToGateway> _outgoing = Channel.CreateBounded<ControlToGateway>(
        new BoundedChannelOptions(LongestQueue) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private List<Stop>? _early = [];

    public ControlConnection(GatewayIdentity gateway, CancellationToken callEnded)
        : base(gateway, callEnded)
    {
    }

    public ChannelReader<ControlToGateway> Outgoing => _outgoing.Reader;

    /// <summary>Queues a message. After the end nothing more goes out: what came before it may have been left out.</summary>
    public void Send(ControlToGateway message)
    {
        if (!Closing.IsCancellationRequested && !_outgoing.Writer.TryWrite(message))
            Close(CloseReason.TooSlow);
    }

    /// <summary>
    /// Queues stops as they come. A first grant has the locks that hold, and says nothing of those that were lifted: what comes
    /// before it waits until it has been queued.
    /// </summary>
    public void Push(IReadOnlyCollection<Stop> stops)
    {
        lock (_order)
        {
            if (_early is null)
                SendStops(stops);
            else if (_early.Count < MostEarly)
                _early.AddRange(stops);
            else
                Close(CloseReason.TooSlow);
        }
    }

    /// <summary>Queues a grant, with which the gateway has all stops that were committed before it.</summary>
    public void Grant(LeaseGrant grant)
    {
        lock (_order)
        {
            Send(new() { Grant = grant });
            if (_early is { } waited)
                SendStops(waited);
            _early = null;
        }
    }

    private void SendStops(IEnumerable<Stop> stops)
    {
        foreach (var part in stops.Chunk(GatewayStore.StopsPerRead))
            Send(new() { Stops = new() { Stops_ = { part } } });
    }
}
