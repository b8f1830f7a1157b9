using System.Threading.Channels;
using SaaSGate.Contracts.RegionLink;

namespace SaaSGate.Gateway.Link;

/// <summary>Messages that wait for the region link. What is sent while it is down is dropped: holds are told again at the next hello, an unanswered consumption is a no.</summary>
internal sealed class LinkOutbox
{
    private readonly Channel<ControlFromGateway> _control = Channel.CreateBounded<ControlFromGateway>(1024);
    private readonly Channel<BulkFromGateway> _bulk = Channel.CreateBounded<BulkFromGateway>(4096);

    public ChannelReader<ControlFromGateway> Control => _control.Reader;

    public ChannelReader<BulkFromGateway> Bulk => _bulk.Reader;

    public void Send(ControlFromGateway message) => _control.Writer.TryWrite(message);

    /// <summary>False when too much waits already.</summary>
    public bool Send(BulkFromGateway message) => _bulk.Writer.TryWrite(message);

    /// <summary>Forgets control messages from before a reconnect.</summary>
    public void ClearControl()
    {
        while (_control.Reader.TryRead(out _))
        {
        }
    }

    /// <summary>Forgets bulk messages from before a reconnect.</summary>
    public void ClearBulk()
    {
        while (_bulk.Reader.TryRead(out _))
        {
        }
    }
}
