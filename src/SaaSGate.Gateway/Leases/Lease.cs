namespace SaaSGate.Gateway.Leases;

/// <summary>
/// The right to act on the present view (promise 3). Counted from the moment a renewal was <em>sent</em>, so that a slow
/// answer shortens it; read before each write.
/// </summary>
internal sealed class Lease(TimeProvider clock)
{
    private long _expiresAt = long.MinValue;

    public bool IsFresh => clock.GetTimestamp() < Volatile.Read(ref _expiresAt);

    /// <summary>What is left, or zero.</summary>
    public TimeSpan Left
    {
        get
        {
            var expiresAt = Volatile.Read(ref _expiresAt);
            var now = clock.GetTimestamp();
            return now >= expiresAt ? TimeSpan.Zero : clock.GetElapsedTime(now, expiresAt);
        }
    }

    /// <summary>Ends the lease now; a grant to come begins it anew.</summary>
    public void End() => Volatile.Write(ref _expiresAt, long.MinValue);

    /// <summary>Extends the lease to <paramref name="length"/> after <paramref name="sentAt"/> (a timestamp); never shortens it.</summary>
    public void Extend(long sentAt, TimeSpan length)
    {
        var expiresAt = sentAt + (long)(length.TotalSeconds * clock.TimestampFrequency);
        if (expiresAt > Volatile.Read(ref _expiresAt))
            Volatile.Write(ref _expiresAt, expiresAt);
    }
}
