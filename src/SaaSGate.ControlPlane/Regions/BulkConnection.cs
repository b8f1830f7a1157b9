using System.Threading.Channels;
using SaaSGate.Contracts.RegionLink;
using SaaSGate.Postgres.Regions;

namespace SaaSGate.ControlPlane.Regions;

/// <summary>
/// A gateway's bulk connection. Its own workers wait while the gateway reads slowly; whoever else has news for it only leaves
/// a sign that the view has moved.
/// </summary>
internal sealed class BulkConnection : LinkConnection
{
    private const int LongestQueue = 64;

    private readonly Channel<BulkToGateway> _outgoing = Channel.CreateBounded<BulkToGateway>(new BoundedChannelOptions(LongestQueue) { SingleReader = true });

    private readonly Channel<bool> _viewMoved = Sign(), _batchesMoved = Sign();

    private bool _batchesLost;

    public BulkConnection(GatewayIdentity gateway, BulkHello hello, TimeProvider clock, CancellationToken callEnded)
        : base(gateway, callEnded)
    {
        Cancels = new(clock);
        SpoolId = hello.SpoolId;
        FirstSequence = (long)hello.FirstSequence;
        ViewPosition = (long)hello.ViewPosition;
        ViewMoved();
        BatchesMoved();
    }

    /// <summary>The spool that this connection's records come from.</summary>
    public string SpoolId { get; }

    /// <summary>The first record that the gateway still has, or will write; 0 when it does not say.</summary>
    public long FirstSequence { get; }

    /// <summary>How far the gateway's view was when it connected.</summary>
    public long ViewPosition { get; }

    public ChannelReader<BulkToGateway> Outgoing => _outgoing.Reader;

    /// <summary>Signs that the view may have moved; several become one.</summary>
    public ChannelReader<bool> ViewSigns => _viewMoved.Reader;

    public ValueTask SendAsync(BulkToGateway message) => _outgoing.Writer.WriteAsync(message, Closing);

    public void ViewMoved() => _viewMoved.Writer.TryWrite(true);

    /// <summary>What it was asked to cancel.</summary>
    public CancelRoom Cancels { get; }

    /// <summary>Signs that there may be batches that the gateway is to know, or to cancel.</summary>
    public ChannelReader<bool> BatchSigns => _batchesMoved.Reader;

    public void BatchesMoved() => _batchesMoved.Writer.TryWrite(true);

    /// <summary>The gateway may know less than was told to it, or the log ends before that: all is told anew.</summary>
    public void BatchesLost()
    {
        Volatile.Write(ref _batchesLost, true);
        BatchesMoved();
    }

    /// <summary>Whether all is to be told anew; once.</summary>
    public bool BatchesBeginAnew() => Interlocked.Exchange(ref _batchesLost, false);

    private static Channel<bool> Sign() => Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
}
