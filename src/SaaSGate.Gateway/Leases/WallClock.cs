using Microsoft.Extensions.Logging;

namespace SaaSGate.Gateway.Leases;

/// <summary>
/// Holds the system's time against the control plane's, which comes with each grant. Records say when they were made: from a clock that went back, or
/// runs ahead, they would stand where nobody looks for them. A step is seen at once, since time from the grant on is counted by timestamps.
/// </summary>
internal sealed partial class WallClock(GatewayOptions options, TimeProvider clock, ILogger<WallClock> logger)
{
    // An answer that took longer tells too little.
    private static readonly TimeSpan SlowestAnswer = TimeSpan.FromSeconds(5);
    private Mark? _mark;
    private bool _isOff;

    /// <summary>Whether the time may be recorded. It may while nothing is known of the control plane's.</summary>
    public bool IsRight
    {
        get
        {
            if (Volatile.Read(ref _mark) is not { } mark)
                return true;
            var ahead = clock.GetUtcNow() - (mark.Time + clock.GetElapsedTime(mark.At));
            var isOff = ahead.Duration() > options.MostClockDrift;
            if (isOff != Volatile.Read(ref _isOff))
            {
                Volatile.Write(ref _isOff, isOff);
                if (isOff)
                    Log.Off(logger, ahead.TotalSeconds);
                else
                    Log.Right(logger);
            }

            return !isOff;
        }
    }

    /// <summary>Notes what the control plane's time was when it answered.</summary>
    /// <param name="askedAt">When it was asked: a timestamp.</param>
    /// <param name="time">Its time.</param>
    public void Told(long askedAt, DateTimeOffset time)
    {
        var now = clock.GetTimestamp();
        if (clock.GetElapsedTime(askedAt, now) <= SlowestAnswer)
            Volatile.Write(ref _mark, new(now, time));
    }

    private sealed record Mark(long At, DateTimeOffset Time);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "The system's clock is {Seconds} s off the control plane's (less than 0 is behind). What is recorded would have a wrong time, so nothing is recorded and nothing forwarded: set the clock (NTP).")]
        public static partial void Off(ILogger logger, double seconds);

        [LoggerMessage(LogLevel.Warning, "The system's clock is right again: requests are forwarded.")]
        public static partial void Right(ILogger logger);
    }
}
