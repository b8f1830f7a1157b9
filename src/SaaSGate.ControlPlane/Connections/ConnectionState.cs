namespace SaaSGate.ControlPlane.Connections;

/// <summary>What a connection's grain keeps.</summary>
[GenerateSerializer, Alias("connection-state")]
internal sealed class ConnectionState
{
    /// <summary>One failure may be anybody's; so many in a row are the connection's.</summary>
    private const int Failing = 3;

    [Id(0)]
    public DateTimeOffset? LastAnsweredAt { get; set; }

    [Id(1)]
    public DateTimeOffset? LastFailureAt { get; set; }

    [Id(2)]
    public string? LastFailure { get; set; }

    [Id(3)]
    public int FailuresInRow { get; set; }

    [Id(4)]
    public DateTimeOffset? FailingSince { get; set; }

    public bool IsFailing => FailuresInRow >= Failing;

    public ConnectionHealth ToHealth() => new(
        IsFailing ? "failing" : LastAnsweredAt is null && LastFailureAt is null ? "unknown" : "answering",
        LastAnsweredAt, LastFailureAt, LastFailure, FailuresInRow, FailingSince);

    /// <summary>Takes a report in. Gateways ship at their own pace, and recordings may have told it before: only what is newer counts.</summary>
    public void Take(ConnectionReport report)
    {
        if (report.LastAnsweredAt > (LastAnsweredAt ?? DateTimeOffset.MinValue))
        {
            LastAnsweredAt = report.LastAnsweredAt;
            if (!(LastFailureAt > LastAnsweredAt))
                (FailuresInRow, FailingSince) = (0, null);
        }

        if (report.Failures > 0 && report.LastFailureAt > Later(LastFailureAt, LastAnsweredAt))
        {
            FailuresInRow += report.Failures;
            FailingSince ??= report.FailingSince;
        }

        if (report.LastFailureAt > (LastFailureAt ?? DateTimeOffset.MinValue))
            (LastFailureAt, LastFailure) = (report.LastFailureAt, report.LastFailure);
    }

    private static DateTimeOffset Later(DateTimeOffset? one, DateTimeOffset? other) =>
        (one ?? DateTimeOffset.MinValue) > (other ?? DateTimeOffset.MinValue) ? one!.Value : other ?? DateTimeOffset.MinValue;
}
