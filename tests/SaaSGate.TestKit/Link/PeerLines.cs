using System.Threading.Channels;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.TestKit.Link;

/// <summary>What goes to the gateway over the connections of now.</summary>
internal sealed class PeerLines
{
    private readonly Lock _gate = new();
    private Channel<ControlToGateway> _control = Channel.CreateUnbounded<ControlToGateway>();
    private Channel<BulkToGateway> _bulk = Channel.CreateUnbounded<BulkToGateway>();

    public ChannelReader<ControlToGateway> OpenControl()
    {
        lock (_gate)
        {
            _control.Writer.TryComplete();
            return (_control = Channel.CreateUnbounded<ControlToGateway>()).Reader;
        }
    }

    public ChannelReader<BulkToGateway> OpenBulk()
    {
        lock (_gate)
        {
            _bulk.Writer.TryComplete();
            return (_bulk = Channel.CreateUnbounded<BulkToGateway>()).Reader;
        }
    }

    public void SendControl(ControlToGateway message)
    {
        lock (_gate)
            _control.Writer.TryWrite(message);
    }

    public void SendBulk(params ReadOnlySpan<BulkToGateway> messages)
    {
        lock (_gate)
        {
            foreach (var message in messages)
                _bulk.Writer.TryWrite(message);
        }
    }

    /// <summary>Ends the control connection, and says why.</summary>
    public void EndControl(Exception why)
    {
        lock (_gate)
            _control.Writer.TryComplete(why);
    }

    public void Break()
    {
        lock (_gate)
        {
            _control.Writer.TryComplete();
            _bulk.Writer.TryComplete();
        }
    }
}
