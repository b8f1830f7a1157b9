using System.Threading.Channels;
using SaaSGate.ControlPlane.Identity;

namespace SaaSGate.ControlPlane.Live;

/// <summary>
/// One open connection of a portal: what it listens to, and an outbox of its own, so that a slow client delays nobody.
/// When the outbox is full the client lags: everything in it is dropped and the client is told to resynchronise.
/// </summary>
internal sealed class PortalConnection(Caller caller, IPortalClient client, Action abort)
{
    private const int Capacity = 256;

    private readonly Channel<Func<IPortalClient, Task>> _outbox = Channel.CreateBounded<Func<IPortalClient, Task>>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
    private long _position;
    private int _lagging;

    public Caller Caller => caller;

    public void Abort() => abort();

    public void Close() => _outbox.Writer.TryComplete();

    /// <param name="position">The feed's position, where the notice has one.</param>
    /// <param name="tell">Tells the client.</param>
    public void Post(long? position, Func<IPortalClient, Task> tell)
    {
        if (position is { } reached)
            Interlocked.Exchange(ref _position, Math.Max(Interlocked.Read(ref _position), reached));
        if (!_outbox.Writer.TryWrite(tell))
            Interlocked.Exchange(ref _lagging, 1);
    }

    public async Task PumpAsync(CancellationToken cancellationToken)
    {
        while (await _outbox.Reader.WaitToReadAsync(cancellationToken))
        {
            if (Interlocked.Exchange(ref _lagging, 0) == 1)
            {
                while (_outbox.Reader.TryRead(out _))
                {
                }

                await client.Resync(new(Interlocked.Read(ref _position)));
            }
            else if (_outbox.Reader.TryRead(out var tell))
            {
                await tell(client);
            }
        }
    }
}
