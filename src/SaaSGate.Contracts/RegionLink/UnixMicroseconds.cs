namespace SaaSGate.Contracts.RegionLink;

/// <summary>Times of the region link: microseconds since 1970, UTC, as PostgreSQL keeps them.</summary>
public static class UnixMicroseconds
{
    /// <summary>A time as the link writes it.</summary>
    public static long Of(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>A time that the link carried.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Beyond the year 9999 or before the year 1.</exception>
    /// <exception cref="OverflowException">Far beyond.</exception>
    public static DateTimeOffset ToTime(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(checked(microseconds * TimeSpan.TicksPerMicrosecond));
}
