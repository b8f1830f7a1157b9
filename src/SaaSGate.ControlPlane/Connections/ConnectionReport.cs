using SaaSGate.Postgres.Connections;

namespace SaaSGate.ControlPlane.Connections;

/// <summary>What several exchanges tell of one connection.</summary>
/// <param name="LastAnsweredAt">The newest answer; null when there was none.</param>
/// <param name="Failures">How many failures came after it.</param>
/// <param name="FailingSince">The first of these.</param>
/// <param name="LastFailureAt">The newest failure, also one before the answer.</param>
/// <param name="LastFailure">How it failed.</param>
[GenerateSerializer, Immutable, Alias("connection-report")]
internal sealed record ConnectionReport(
    [property: Id(0)] DateTimeOffset? LastAnsweredAt,
    [property: Id(1)] int Failures,
    [property: Id(2)] DateTimeOffset? FailingSince,
    [property: Id(3)] DateTimeOffset? LastFailureAt,
    [property: Id(4)] string? LastFailure)
{
    /// <summary>Sums up signs of one connection, in whatever order they came.</summary>
    public static ConnectionReport Of(IEnumerable<ConnectionSign> signs)
    {
        var ordered = signs.OrderBy(sign => sign.At).ToList();
        var answered = ordered.FindLastIndex(sign => sign.Failure is null);
        var failures = ordered.Skip(answered + 1).ToList();
        var last = ordered.FindLast(sign => sign.Failure is not null);
        return new(answered < 0 ? null : ordered[answered].At, failures.Count, failures.FirstOrDefault()?.At, last?.At, last?.Failure);
    }
}
