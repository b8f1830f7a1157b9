using SaaSGate.Gateway.Leases;

namespace SaaSGate.Gateway.Tests.Support;

/// <summary>The clock of a gateway, which shortly before midnight is a little ahead: no test sees the day change, and with it the session of a name.</summary>
internal sealed class DayClock : TimeProvider
{
    private static readonly TimeSpan s_night = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_ahead = TimeProvider.System.GetUtcNow().TimeOfDay > TimeSpan.FromDays(1) - s_night ? s_night : TimeSpan.Zero;
    private readonly BootClock _boot = new();

    public override long TimestampFrequency => _boot.TimestampFrequency;

    public override long GetTimestamp() => _boot.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _boot.GetUtcNow() + s_ahead;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => _boot.CreateTimer(callback, state, dueTime, period);
}
