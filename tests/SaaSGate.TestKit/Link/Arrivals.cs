namespace SaaSGate.TestKit.Link;

/// <summary>Things as they arrive, with a way to wait for one without polling.</summary>
public sealed class Arrivals<T>
{
    private readonly Lock _gate = new();
    private readonly List<T> _items = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<T> Items
    {
        get
        {
            lock (_gate)
                return [.. _items];
        }
    }

    public void Add(T item)
    {
        TaskCompletionSource arrived;
        lock (_gate)
        {
            _items.Add(item);
            arrived = _more;
            _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        arrived.SetResult();
    }

    /// <summary>The first that fits, now or later.</summary>
    public async Task<T> WaitForAsync(Func<T, bool> fits, CancellationToken cancellation)
    {
        var seen = 0;
        while (true)
        {
            Task more;
            lock (_gate)
            {
                for (; seen < _items.Count; seen++)
                {
                    if (fits(_items[seen]))
                        return _items[seen];
                }
                more = _more.Task;
            }
            await more.WaitAsync(cancellation);
        }
    }
}
