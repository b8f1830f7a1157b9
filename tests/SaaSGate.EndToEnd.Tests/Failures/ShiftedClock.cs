namespace SaaSGate.EndToEnd.Tests.Failures;

/// <summary>The machine's clock, so much ahead; behind where less than nothing.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
}
