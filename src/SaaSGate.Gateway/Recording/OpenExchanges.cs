using SaaSGate.Gateway.Spool;

namespace SaaSGate.Gateway.Recording;

/// <summary>
/// Where in the spool the exchanges begin that have not ended. The spool is never trimmed past the oldest of them: after a
/// kill the restart must find each, to record that it was interrupted. One that stays open for long says so again further on,
/// so that it holds no more of the spool than it must.
/// </summary>
internal sealed class OpenExchanges(RecordSpool spool)
{
    /// <summary>Segments that open exchanges may hold beyond what they must.</summary>
    private const int MostHeld = 2;

    private readonly Lock _gate = new();
    private readonly Dictionary<DurableExchange, ulong> _starts = [];
    private int _carrying;

    /// <summary>Notes an exchange that begins at this record, or behind it.</summary>
    public void Began(DurableExchange exchange, ulong sequence)
    {
        lock (_gate)
            _starts[exchange] = sequence;
    }

    public void Ended(DurableExchange exchange)
    {
        lock (_gate)
            _starts.Remove(exchange);
    }

    /// <summary>Lets go of what is safe elsewhere, everything up to <paramref name="acknowledged"/>, and was not begun by an open exchange.</summary>
    public void Trim(ulong acknowledged)
    {
        spool.Trim(TrimmableThrough(acknowledged));
        if (spool.SegmentsUpTo(acknowledged) > MostHeld && Interlocked.Exchange(ref _carrying, 1) == 0)
            _ = CarryAsync(acknowledged);
    }

    private ulong TrimmableThrough(ulong acknowledged)
    {
        lock (_gate)
            return _starts.Count > 0 && _starts.Values.Min() is var first && first <= acknowledged ? first - 1 : acknowledged;
    }

    /// <summary>Moves the starts that hold up trimming to the end of the spool; they count there once that is durable.</summary>
    private async Task CarryAsync(ulong acknowledged)
    {
        try
        {
            List<DurableExchange> old;
            lock (_gate)
                old = [.. _starts.Where(start => start.Value <= acknowledged).Select(start => start.Key)];
            List<(DurableExchange Exchange, ulong Sequence)> carried = [];
            foreach (var exchange in old)
            {
                if (exchange.SayStillOpen() is { } sequence)
                    carried.Add((exchange, sequence));
            }
            if (carried.Count == 0)
                return;
            await spool.SyncedAsync(carried[^1].Sequence);
            lock (_gate)
            {
                foreach (var (exchange, sequence) in carried)
                {
                    if (_starts.ContainsKey(exchange))
                        _starts[exchange] = sequence;
                }
            }
            spool.Trim(TrimmableThrough(acknowledged));
        }
        catch (SpoolFailedException)
        {
            // Nothing is recorded or trimmed any more, whoever holds it.
        }
        finally
        {
            Volatile.Write(ref _carrying, 0);
        }
    }
}
