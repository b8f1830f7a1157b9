using System.Threading.Channels;
using SaaSGate.ControlPlane.Identity;

namespace SaaSGate.ControlPlane.Live;

/// <summary>
/// One open connection of a portal: what it listens to, and an outbox of its own, so that a slow client delays nobody.
/// When the outbox is full the client lags: everything in it is dropped and the client is told to resynchronise.
/// </summary>
/// <param name="caller">Who listens.</param>
/// <param name="stamp">The security stamp that the cookie was made with.</param>
/// <param name="client">The client.</param>
/// <param name="abort">Ends the connection.</param>
internal sealed class PortalConnection(Caller caller, string stamp, IPortalClient client, Action abort)
{
    private const int Capacity = 256, MostWatches = 32, MostOpen = 8;

    private readonly Channel<Func<IPortalClient, Task>> _outbox = Channel.CreateBounded<Func<IPortalClient, Task>>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
    private readonly HashSet<string> _watches = [], _open = [];
    private long _position;
    private int _lagging;

    public Caller Caller => caller;

    public string Stamp => stamp;

    /// <summary>False when the connection watches too many sessions already.</summary>
    public bool TryWatch(string group)
    {
        lock (_watches)
            return _watches.Contains(group) || (_watches.Count < MostWatches && _watches.Add(group));
    }

    public void Unwatch(string group)
    {
        lock (_watches)
            _watches.Remove(group);
    }

    /// <summary>Approvals that the page has open, by the grain that knows of it. False when they are too many already.</summary>
    public bool TryOpen(string approval)
    {
        lock (_open)
            return _open.Contains(approval) || (_open.Count < MostOpen && _open.Add(approval));
    }

    /// <summary>Closes those that fit, or all; which they were.</summary>
    public IReadOnlyList<string> LeaveAll(Func<string, bool>? fits = null)
    {
        lock (_open)
        {
            string[] left = [.. _open.Where(key => fits is null || fits(key))];
            _open.ExceptWith(left);
            return left;
        }
    }

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
