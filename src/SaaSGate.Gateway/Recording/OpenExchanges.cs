namespace SaaSGate.Gateway.Recording;

/// <summary>
/// Where in the spool the exchanges begin that have not ended. The spool is never trimmed past the oldest of them: after a
/// kill the restart must find each, to record that it was interrupted.
/// </summary>
internal sealed class OpenExchanges
{
    private readonly Lock _gate = new();
    private readonly SortedSet<ulong> _starts = [];

    public void Began(ulong sequence)
    {
        lock (_gate)
            _starts.Add(sequence);
    }

    public void Ended(ulong sequence)
    {
        lock (_gate)
            _starts.Remove(sequence);
    }

    /// <summary>The highest sequence that may be trimmed, given that everything up to <paramref name="acknowledged"/> is safe elsewhere.</summary>
    public ulong TrimmableThrough(ulong acknowledged)
    {
        lock (_gate)
            return _starts.Count > 0 && _starts.Min <= acknowledged ? _starts.Min - 1 : acknowledged;
    }
}
