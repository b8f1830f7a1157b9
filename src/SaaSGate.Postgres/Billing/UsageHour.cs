namespace SaaSGate.Postgres.Billing;

/// <summary>Hours of use begin with the hour, UTC.</summary>
public static class UsageHour
{
    /// <summary>The beginning of a time's hour.</summary>
    public static DateTimeOffset Of(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
}
